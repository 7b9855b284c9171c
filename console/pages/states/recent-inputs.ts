/** The inputs an execution was started with in this browser, newest first, for each state machine. */
const INPUTS_MAX = 8;

const keyOf = (machineArn: string) => `stepwell-inputs ${machineArn}`;

export function recentInputs(machineArn: string): readonly string[] {
  return JSON.parse(localStorage.getItem(keyOf(machineArn)) ?? '[]') as readonly string[];
}

export function rememberInput(machineArn: string, input: string): void {
  const others = recentInputs(machineArn).filter((other) => other !== input);
  localStorage.setItem(keyOf(machineArn), JSON.stringify([input, ...others].slice(0, INPUTS_MAX)));
}
