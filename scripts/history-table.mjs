// An execution's history as the table of the Step Functions console: ID, Type, Step, Resource, Elapsed time, Timestamp.

const COLUMNS = ['ID', 'Type', 'Step', 'Resource', 'Elapsed time (ms)', 'Timestamp'];
const RIGHT_ALIGNED = new Set(['ID', 'Elapsed time (ms)']);

/**
 * @param {readonly import('@aws-sdk/client-sfn').HistoryEvent[]} events in order of id
 * @param {(heading: string) => string} emphasise how the heading is to look
 * @returns {string}
 */
export function historyTable(events, emphasise = (heading) => heading) {
  const rows = historyRows(events);
  const widths = COLUMNS.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i].length)));
  const line = (cells) =>
    cells
      .map((cell, i) => (RIGHT_ALIGNED.has(COLUMNS[i]) ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('──');
  return [emphasise(line(COLUMNS)), rule, ...rows.map(line)].join('\n');
}

function historyRows(events) {
  const startMs = events[0]?.timestamp.getTime() ?? 0;
  let step = '-';
  let resource = '-';
  return events.map((event) => {
    step = event.stateEnteredEventDetails?.name ?? (event.type.startsWith('Execution') ? '-' : step);
    resource = event.lambdaFunctionScheduledEventDetails?.resource.split(':').at(-1) ?? resource;
    const elapsedMs = event.timestamp.getTime() - startMs;
    const shown = event.type.startsWith('LambdaFunction') ? resource : '-';
    return [String(event.id), event.type, step, shown, String(elapsedMs), timestampText(event.timestamp)];
  });
}

/** `Aug 16, 2018 01:21:39.515 PM`, in local time. */
function timestampText(timestamp) {
  const date = timestamp.toLocaleDateString('en-US', { month: 'short', day: 'numeric', year: 'numeric' });
  const time = timestamp.toLocaleTimeString('en-US', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const [clock, half] = time.split(/\s/);
  return `${date} ${clock}.${String(timestamp.getMilliseconds()).padStart(3, '0')} ${half}`;
}
