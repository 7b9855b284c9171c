/** Times as the console shows them: local, and to the millisecond where events are compared. */

/** `Aug 16, 2018 01:21:39.515 PM` */
export function timestampText(date: Date | undefined): string {
  if (date === undefined) return '-';
  const day = date.toLocaleDateString('en-US', { month: 'short', day: 'numeric', year: 'numeric' });
  const clock = date.toLocaleTimeString('en-US', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const [time, half] = clock.split(/\s/);
  return `${day} ${time}.${String(date.getMilliseconds()).padStart(3, '0')} ${half}`;
}

/** `412 ms`, `1.339 s`, `2 min 5 s`, `3 h 4 min` */
export function durationText(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${ms / 1000} s`;
  const seconds = Math.floor(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${seconds % 60} s`;
}
