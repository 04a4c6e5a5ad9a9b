"""The kernel that a notebook would get: started, and asked where it runs."""

import subprocess

KERNEL_TIMEOUT = 60  # seconds


def describe_kernel() -> dict[str, str]:
    """Start the kernel `python3` as a notebook would and ask where it runs."""
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import start_new_kernel

    try:
        folder = KernelSpecManager().get_kernel_spec("python3").resource_dir
        manager, client = start_new_kernel(
            startup_timeout=KERNEL_TIMEOUT, kernel_name="python3", stderr=subprocess.DEVNULL
        )
    except Exception as error:  # whatever a foreign kernel does wrong
        return {"error": f"{type(error).__name__}: {error}"}
    try:
        expressions = {"prefix": "__import__('sys').prefix"}
        reply = client.execute_interactive(
            "", user_expressions=expressions, timeout=KERNEL_TIMEOUT, output_hook=lambda message: None
        )
        text = reply["content"]["user_expressions"]["prefix"]["data"]["text/plain"]
        return {"folder": folder, "prefix": text.strip("'\"").replace("\\\\", "\\")}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
