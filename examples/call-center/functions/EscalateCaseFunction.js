// Hands an unresolved case on.
exports.handler = (event, _context, callback) => {
  callback(null, { Case: event.Case, Status: event.Status, Message: `${event.Message}escalating.` });
};
