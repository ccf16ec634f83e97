"""Functions that tell or keep what there is, those that only compute, and those that talk with other processes: by path,
or by the name of a method.
"""

REPORTS = frozenset({"builtins.print", "warnings.warn", "sys.stdout.write", "sys.stderr.write", "time.sleep"})
# of these, what is told but once by the same line, as long as nobody asks for more
ONCE = "warnings."
REPORTERS = ("logging.", "loguru.", "tqdm.", "rich.", "warnings.", "click.")
LOGGING = frozenset(
    "debug info warning warn error exception critical log print write set_postfix set_description append flush".split()
)
# first words of names of what is called for nothing but to keep or tell what there is
KEEPING = frozenset("save write dump log record print plot report checkpoint show display notify emit flush".split())
PURE = frozenset(
    "str repr format round float int abs max min divmod len sum isinstance total_seconds strftime isoformat ctime"
    " localtime gmtime timedelta fromtimestamp join isnan isinf isfinite naturalsize naturaltime naturaldelta precisedelta"
    " intcomma".split()
)
TALKING = (
    "subprocess.", "socket.", "select.", "selectors.", "http.", "urllib.request.", "urllib3.", "requests.", "httpx.",
    "aiohttp.", "websocket.", "websockets.", "grpc.", "zmq.", "paramiko.", "docker.", "boto3.", "openai.", "redis.",
)  # fmt: skip
