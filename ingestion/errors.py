"""What can go wrong in a way the user can mend: one sentence with file, row or setting, and what to do."""


class KithError(Exception):
    """A failure whose text is shown to the user as it is; the command line exits with `exit_code`."""

    exit_code = 1


class UsageError(KithError):
    """Wrong use: a setting, a path or an argument that cannot be right."""

    exit_code = 2


class BusyError(KithError):
    """Another process is writing to this home."""

    exit_code = 75
