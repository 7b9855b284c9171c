// Gives the case to somebody.
exports.handler = (event, _context, callback) => {
  callback(null, { Case: event.Case, Message: `${event.Message}assigned...` });
};
