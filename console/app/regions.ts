/** The regions one may choose from. Stepwell serves any name; resources belong to the region they were made in. */
export const REGIONS: readonly string[] = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'ap-northeast-1',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'sa-east-1',
];

const REGION_KEY = 'stepwell-region';

/** The one chosen last in this browser, or the server's. */
export function initialRegion(serverRegion: string): string {
  return localStorage.getItem(REGION_KEY) ?? serverRegion;
}

export function rememberRegion(region: string): void {
  localStorage.setItem(REGION_KEY, region);
}
