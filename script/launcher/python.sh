# Sourced by the commands beside it: finds Python 3.11 or newer and starts the launcher.
# Only shell built-ins before the first Python, so that the message appears on the barest machine.

here=$(CDPATH= cd -- "${self%/*}" && pwd -P) || exit 1

# 0: new enough and complete, 3: new enough but cannot make virtual environments, else unusable.
probe='import sys
if sys.version_info < (3, 11): sys.exit(1)
try: import ensurepip, venv
except ImportError: sys.exit(3)'

python=
for candidate in python3.13 python3.12 python3.11 python3 python; do
    command -v "$candidate" >/dev/null 2>&1 || continue
    "$candidate" -c "$probe" >/dev/null 2>&1
    case $? in
        0) python=$candidate; break ;;
        3) python=${python:-$candidate} ;;
    esac
done

if [ -z "$python" ]; then
    echo "$0: Python 3.11 or newer was not found on PATH." >&2
    echo "Install it first, for example:" >&2
    echo "  Debian, Ubuntu:  sudo apt-get install python3 python3-venv" >&2
    echo "  Fedora, Rocky:   sudo dnf install python3.11" >&2
    exit 1
fi

unset PYTHONHOME PYTHONPATH
exec "$python" -B -X utf8 "$here/launcher" "$command" "$@"
