"""The workspace: a folder, its workspace.yaml, and the paths of what lies in it."""

from reedbed.workspace.folder import FILE_NAME, Workspace, get_storage_path

__all__ = ["FILE_NAME", "Workspace", "get_storage_path"]
