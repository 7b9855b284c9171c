// Opens a case under the id that came in.
exports.handler = (event, _context, callback) => {
  const caseId = event.inputCaseID;
  callback(null, { Case: caseId, Message: `Case ${caseId}: opened...` });
};
