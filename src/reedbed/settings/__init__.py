"""The package's settings: which there are, what each may be, and where its value comes from.

No other room reads `REEDBED_*`, `.env`, the `reedbed:` key of workspace.yaml or the user's file.
"""

from reedbed.settings.catalogue import SECTION, SETTINGS, WORKSPACE_VARIABLE, Setting
from reedbed.settings.credentials import Secret
from reedbed.settings.effective import Settings, ShownSetting
from reedbed.settings.masking import SecretText
from reedbed.settings.origins import Origin
from reedbed.settings.resolution import referable_variables, resolve_settings
from reedbed.settings.user_file import UNSET, Unset, user_settings_file

__all__ = [
    "SECTION",
    "SETTINGS",
    "UNSET",
    "WORKSPACE_VARIABLE",
    "Origin",
    "Secret",
    "SecretText",
    "Setting",
    "Settings",
    "ShownSetting",
    "Unset",
    "referable_variables",
    "resolve_settings",
    "user_settings_file",
]
