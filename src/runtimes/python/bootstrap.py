"""The program of a Python execution environment: waits to be told which function it is, loads the handler, then serves one
invocation after the other over the server's private sockets. Errors, logging and the context are those of AWS's own Python
runtime. Runs on Python 3.6 and later.
"""
import importlib
import io
import json
import logging
import os
import struct
import sys
import threading
import time
import traceback

FROM_SERVER, TO_SERVER, LIFELINE = 3, 4, 5
INIT, INVOKE, READY, FATAL, RESULT, ERROR, LOG, OUTPUT = range(1, 9)
PREFIX = struct.Struct(">BII")

_write_lock = threading.Lock()


def read_exactly(count):
    pieces = []
    while count > 0:
        piece = os.read(FROM_SERVER, count)
        if not piece:
            os._exit(0)  # the server has gone
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)


def read_frame():
    kind, header_bytes, body_bytes = PREFIX.unpack(read_exactly(PREFIX.size))
    return kind, json.loads(read_exactly(header_bytes) or b"null"), read_exactly(body_bytes)


def write_frame(kind, body=b""):
    """What is written has left the process when this returns: no line is lost in a crash."""
    if isinstance(body, str):
        body = body.encode("utf-8", "surrogatepass")
    frame = memoryview(PREFIX.pack(kind, 0, len(body)) + body)
    with _write_lock:
        while frame:
            frame = frame[os.write(TO_SERVER, frame):]


def die_with_server():
    """A handler at work does not read: this notices that the server has gone."""
    def wait():
        try:
            os.read(LIFELINE, 1)
        finally:
            os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


class Output(io.TextIOBase):
    """Standard output and error: in order with the result, so that each line belongs to the right invocation."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, descriptor):
        self._descriptor = descriptor
        self.buffer = self

    def write(self, text):
        write_frame(OUTPUT, text if isinstance(text, str) else bytes(text))
        return len(text)

    def writable(self):
        return True

    def fileno(self):
        return self._descriptor


LEVELS = {"TRACE": 5, "DEBUG": 10, "INFO": 20, "WARN": 30, "ERROR": 40, "FATAL": 50}
LEVEL_NAMES = {"WARNING": "WARN", "CRITICAL": "FATAL"}
LEAST_JSON_ERROR = logging.ERROR


class TextFormatter(logging.Formatter):
    """One event per record: `[LEVEL]<TAB>time<TAB>request id<TAB>message`."""

    converter = time.gmtime

    def __init__(self):
        super().__init__("[%(levelname)s]\t%(asctime)s.%(msecs)dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S")


class JsonFormatter(logging.Formatter):
    def format(self, record):
        line = {
            "timestamp": timestamp(record.created),
            "level": LEVEL_NAMES.get(record.levelname, record.levelname),
            "message": record.getMessage(),
            "logger": record.name,
        }
        if record.exc_info:
            error_type, error, trace = record.exc_info
            line["stackTrace"] = traceback.format_tb(trace)
            line["errorType"] = error_type.__name__ if error_type else None
            line["errorMessage"] = str(error)
        if record.levelno >= LEAST_JSON_ERROR:
            line["location"] = "{}:{}:{}".format(record.pathname, record.funcName, record.lineno)
        if record.aws_request_id:
            line["requestId"] = record.aws_request_id
        return json.dumps(line, ensure_ascii=False, default=str)


class LambdaHandler(logging.Handler):
    request_id = ""

    def emit(self, record):
        try:
            record.aws_request_id = LambdaHandler.request_id
            write_frame(LOG, self.format(record) + "\n")
        except Exception:
            self.handleError(record)


def timestamp(seconds):
    parts = time.gmtime(seconds)
    return "{}.{:03d}Z".format(time.strftime("%Y-%m-%dT%H:%M:%S", parts), int(seconds % 1 * 1000))


def set_up_logging(init):
    handler = LambdaHandler()
    is_json = init["logFormat"] == "JSON"
    handler.setFormatter(JsonFormatter() if is_json else TextFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    if is_json:
        root.setLevel(LEVELS.get(init.get("logLevel"), logging.INFO))


class Attributes:
    """Members of the client context, absent ones as None."""

    def __init__(self, names, values):
        for name in names:
            setattr(self, name, values.get(name))


class CognitoIdentity:
    cognito_identity_id = None
    cognito_identity_pool_id = None


CLIENT_MEMBERS = ["installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name"]


def client_context_of(text):
    if text is None:
        return None
    given = json.loads(text)
    context = Attributes(["custom", "env"], given)
    context.client = Attributes(CLIENT_MEMBERS, given["client"]) if given.get("client") else None
    return context


class LambdaContext:
    def __init__(self, init, invocation):
        self.aws_request_id = invocation["requestId"]
        self.log_group_name = init["logGroup"]
        self.log_stream_name = init["logStream"]
        self.function_name = init["functionName"]
        self.function_version = init["functionVersion"]
        self.memory_limit_in_mb = str(init["memoryMb"])
        self.invoked_function_arn = invocation["invokedFunctionArn"]
        self.client_context = client_context_of(invocation.get("clientContext"))
        self.identity = CognitoIdentity()
        self.tenant_id = None
        self._deadline_ms = invocation["deadlineMs"]

    def get_remaining_time_in_millis(self):
        return max(int(self._deadline_ms - time.time() * 1000), 0)

    def log(self, message):
        sys.stdout.write(str(message))

    def __repr__(self):
        members = ",".join("{}={}".format(name, value) for name, value in vars(self).items() if name[0] != "_")
        return "LambdaContext([{}])".format(members)


class RuntimeFault(Exception):
    """What the runtime itself finds wrong, with AWS's name for it."""

    def __init__(self, error_type, message, trace=()):
        super().__init__(message)
        self.error_type = error_type
        self.trace = list(trace)


def load_handler(handler):
    try:
        module_name, function_name = handler.rsplit(".", 1)
    except ValueError as error:
        raise RuntimeFault("Runtime.MalformedHandlerName", "Bad handler '{}': {}".format(handler, error))
    name = module_name.replace("/", ".")
    if name.split(".")[0] in sys.builtin_module_names:
        message = "Cannot use built-in module {} as a handler module".format(module_name)
        raise RuntimeFault("Runtime.BuiltInModuleConflict", message)
    try:
        module = importlib.import_module(name)
    except ImportError as error:
        raise RuntimeFault("Runtime.ImportModuleError", "Unable to import module '{}': {}".format(module_name, error))
    except SyntaxError as error:
        trace = ['  File "{}" Line {}\n    {}'.format(error.filename, error.lineno, error.text)]
        raise RuntimeFault("Runtime.UserCodeSyntaxError", "Syntax error in module '{}': {}".format(module_name, error), trace)
    if not hasattr(module, function_name):
        message = "Handler '{}' missing on module '{}'".format(function_name, module_name)
        raise RuntimeFault("Runtime.HandlerNotFound", message)
    return getattr(module, function_name)


def frames_of(error):
    """Those of the function, not of this file."""
    frames = traceback.extract_tb(error.__traceback__)
    return [frame for frame in frames if frame.filename != __file__ and "importlib" not in frame.filename]


def describe(error, request_id):
    if isinstance(error, RuntimeFault):
        error_type, trace = error.error_type, error.trace
    else:
        error_type, trace = type(error).__name__, traceback.format_list(frames_of(error))
    return {"errorMessage": str(error), "errorType": error_type, "requestId": request_id, "stackTrace": trace}


def log_error(described, init):
    if init["logFormat"] == "JSON":
        line = {"timestamp": timestamp(time.time()), "log_level": "ERROR"}
        line.update((name, described[name]) for name in ("errorMessage", "errorType", "requestId", "stackTrace"))
        write_frame(LOG, json.dumps(line, ensure_ascii=False) + "\n")
        return
    lines = ["[ERROR] {}: {}".format(described["errorType"], described["errorMessage"])]
    if described["stackTrace"]:
        lines.append("Traceback (most recent call last):")
        lines.extend(line.rstrip("\n") for line in described["stackTrace"])
    write_frame(LOG, "\n".join(lines) + "\n")


def result_of(value, init):
    # From 3.12 on AWS's runtime leaves characters as they are.
    version = os.environ.get("AWS_EXECUTION_ENV", "").rpartition("python")[2]
    ascii_only = tuple(int(part) for part in version.split(".") if part.isdigit()) < (3, 12)
    try:
        text = json.dumps(value, ensure_ascii=ascii_only)
    except Exception as error:
        raise RuntimeFault("Runtime.MarshalError", "Unable to marshal response: {}".format(error))
    return text.encode("utf-8", "surrogatepass")


def too_large(init):
    message = "Response payload size exceeded maximum allowed payload size ({} bytes)."
    return json.dumps({"errorType": "Function.ResponseSizeTooLarge", "errorMessage": message.format(init["resultBytesMax"])})


def exit_status(error):
    """As Python itself leaves for `sys.exit(x)`."""
    if error.code is None:
        return 0
    return error.code & 0xFF if isinstance(error.code, int) else 1


def fail(error, request_id, init, kind):
    described = describe(error, request_id)
    log_error(described, init)
    write_frame(kind, json.dumps(described))


def serve(handler, init):
    _, invocation, body = read_frame()
    request_id = LambdaHandler.request_id = invocation["requestId"]
    if "traceHeader" in invocation:
        os.environ["_X_AMZN_TRACE_ID"] = invocation["traceHeader"]
    try:
        result = result_of(handler(json.loads(body), LambdaContext(init, invocation)), init)
    except Exception as error:
        fail(error, request_id, init, ERROR)
    else:
        if len(result) <= init["resultBytesMax"]:
            write_frame(RESULT, result)
        else:
            write_frame(ERROR, too_large(init))


def main():
    _, init, _ = read_frame()
    die_with_server()
    os.environ.clear()
    os.environ.update(init["variables"])
    time.tzset()
    sys.stdout, sys.stderr = Output(1), Output(2)
    os.chdir(init["codeDirectory"])
    # In place of this file's own folder.
    sys.path[0] = init["codeDirectory"]
    set_up_logging(init)
    try:
        try:
            handler = load_handler(init["handler"])
        except Exception as error:
            fail(error, "", init, FATAL)
            os._exit(1)
        write_frame(READY)
        while True:
            serve(handler, init)
    except SystemExit as error:
        os._exit(exit_status(error))


main()
