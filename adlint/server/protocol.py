"""The protocol's states and errors, where pygls departs from the specification."""

from __future__ import annotations

import logging
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcMethodNotFound,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol

if TYPE_CHECKING:
    from pygls.protocol.json_rpc import MsgId

_logger = logging.getLogger(__name__)


class Protocol(LanguageServerProtocol):
    """Every request is answered, whatever its state and form; no message ends the process but `exit`."""

    _initialized = False

    @property
    def exit_code(self) -> int:
        """What the process is to return if it ends now: the editor should have said `shutdown` before."""
        return 0 if self._shutdown else 1

    def structure_message(self, data: dict[str, Any]) -> Any:
        """`data` as it is: pygls asks for every object in a message, `handle_message` once for the whole."""
        return data

    def handle_message(self, message: Any) -> None:
        """Dispatches a decoded message, or answers with the error that the specification wants."""
        if not isinstance(message, dict) or message.get("jsonrpc") != self.VERSION:
            _logger.warning("ignored what is not a JSON-RPC message: %.200r", message)
        elif "method" not in message:
            super().handle_message(super().structure_message(message))
        else:
            self._dispatch(message)

    def _dispatch(self, message: dict[str, Any]) -> None:
        try:
            self._admit(message["method"])
            structured = self._structured({"params": None, **message})
        except JsonRpcException as error:
            _logger.info("refused %.80r: %s", message["method"], error)
            if "id" in message:
                self._send_response(message["id"], error=error.to_response_error())
        else:
            self._initialized |= message["method"] == types.INITIALIZE
            super().handle_message(structured)

    def _send_handler_result(self, future: Future[Any], *, msg_id: MsgId) -> None:
        """An answer that is an error of the protocol is sent as such; what fails otherwise is logged by pygls."""
        error = None if future.cancelled() else future.exception()
        if isinstance(error, JsonRpcException):
            self._request_futures.pop(msg_id, None)
            self._send_response(msg_id, error=error.to_response_error())
        else:
            super()._send_handler_result(future, msg_id=msg_id)

    def _admit(self, method: object) -> None:
        if method == types.EXIT:
            return
        if self._shutdown:
            raise JsonRpcInvalidRequest("the server is shutting down")
        if not self._initialized and method != types.INITIALIZE:
            raise JsonRpcServerNotInitialized
        if self._initialized and method == types.INITIALIZE:
            raise JsonRpcInvalidRequest("the server is initialized already")
        if method not in (types.CANCEL_REQUEST, *self.fm.builtin_features, *self.fm.features):
            raise JsonRpcMethodNotFound.of(str(method))

    def _structured(self, message: dict[str, Any]) -> Any:
        try:
            structured = super().structure_message(message)
        except JsonRpcException as error:
            raise JsonRpcInvalidParams from error
        if isinstance(structured, types.InitializeRequest):
            _prefer_utf8(structured.params.capabilities.general)
        return structured


def _prefer_utf8(general: types.GeneralClientCapabilities | None) -> None:
    """UTF-8 leads the list of encodings, if it is there: pygls takes the first that it knows."""
    if general and general.position_encodings:
        general.position_encodings = sorted(general.position_encodings, key=lambda kind: kind != "utf-8")
