// Closes a resolved case.
exports.handler = (event, _context, callback) => {
  callback(null, { Case: event.Case, Status: event.Status, Message: `${event.Message}closed.` });
};
