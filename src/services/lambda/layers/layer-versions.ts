/** PublishLayerVersion, GetLayerVersion, GetLayerVersionByArn, DeleteLayerVersion, ListLayerVersions, ListLayers. */
import type { Clock } from '../../../base/clock.ts';
import type { Call, Operation, Permission } from '../../../base/service.ts';
import type { Shape } from '../../../base/shape.ts';
import type { CodeLocations } from '../code-location.ts';
import { type CodeInput, type ObjectReader, zipOf } from '../code-source.ts';
import { invalidParameterValue, nothingThere } from '../errors.ts';
import { base64Digest } from '../function-data.ts';
import type { PackageStore } from '../package-store.ts';
import { type PageInput, page, pageQuery } from '../page.ts';
import { KNOWN_RUNTIMES } from '../runtime-ids.ts';
import * as shapes from '../shapes.ts';
import {
  LAYER_VERSION_ARN_PATTERN,
  type LayerPlace,
  layerArn,
  layerNameShape,
  parseVersionArn,
  placeOf,
  versionArn,
} from './layer-name.ts';
import type { LayerTable, LayerVersionData } from './layer-table.ts';

export interface LayerDeps {
  readonly layers: LayerTable;
  readonly packages: PackageStore;
  readonly locations: CodeLocations;
  readonly clock: Clock;
  /** Absent where there is no storage of objects. */
  readonly readObject?: ObjectReader | undefined;
}

interface NamedLayer {
  readonly LayerName: string;
}

export interface NamedLayerVersion extends NamedLayer {
  readonly VersionNumber: number;
}

interface PublishInput extends NamedLayer {
  readonly Description?: string;
  readonly Content: CodeInput;
  readonly CompatibleRuntimes?: readonly string[];
  readonly CompatibleArchitectures?: readonly string[];
  readonly LicenseInfo?: string;
}

interface ListInput extends PageInput {
  readonly CompatibleRuntime?: string;
  readonly CompatibleArchitecture?: string;
}

const LAYERS = '/2018-10-31/layers';
const VERSIONS = `${LAYERS}/{LayerName}/versions`;
export const LAYER_VERSION = `${VERSIONS}/{VersionNumber}`;

const runtime: Shape = { type: 'string', enum: KNOWN_RUNTIMES };
const architecture: Shape = { type: 'string', enum: ['x86_64', 'arm64'] };
const namedLayer = { LayerName: layerNameShape };
export const namedLayerVersion = { ...namedLayer, VersionNumber: { type: 'integer', required: true } } as const;

/** Layers have pages of 50 at most. */
const listShapes = {
  CompatibleRuntime: runtime,
  CompatibleArchitecture: architecture,
  Marker: { type: 'string' },
  MaxItems: { type: 'integer', min: 1, max: 50 },
} as const;
const listQuery = {
  ...pageQuery,
  CompatibleRuntime: 'CompatibleRuntime',
  CompatibleArchitecture: 'CompatibleArchitecture',
};

/** A layer version of another account lets in whom its policy names. */
export function layerVersionPermission(
  layers: LayerTable,
  { action, place, version }: { readonly action: string; readonly place: LayerPlace; readonly version: number },
): Permission {
  const policy = layers.version(place, version)?.policy;
  return {
    action,
    resource: versionArn(place, version),
    ...(policy !== undefined && { resourcePolicy: policy.document }),
  };
}

function showListed(place: LayerPlace, data: LayerVersionData): object {
  return {
    LayerVersionArn: versionArn(place, data.version),
    Version: data.version,
    Description: data.description,
    CreatedDate: new Date(data.createdMs).toISOString().replace('Z', '+0000'),
    CompatibleRuntimes: data.compatibleRuntimes,
    CompatibleArchitectures: data.compatibleArchitectures,
    LicenseInfo: data.licenseInfo,
  };
}

function show({ locations }: LayerDeps, place: LayerPlace, data: LayerVersionData, call: Call): object {
  return {
    ...showListed(place, data),
    LayerArn: layerArn(place),
    Content: {
      CodeSha256: base64Digest(data),
      CodeSize: data.bytes,
      ...(call.endpoint !== undefined && { Location: locations.link(call.endpoint, data.digest) }),
    },
  };
}

const publishLayerVersion = (deps: LayerDeps): Operation<PublishInput> => ({
  input: shapes.structure({
    ...namedLayer,
    Description: { type: 'string', max: 256 },
    Content: { ...shapes.structure(shapes.codeSource), required: true },
    CompatibleRuntimes: { type: 'list', max: 15, member: runtime },
    CompatibleArchitectures: { type: 'list', max: 2, member: architecture },
    LicenseInfo: { type: 'string', max: 512 },
  }),
  rest: { method: 'POST', path: VERSIONS, status: 201 },
  permissions: ({ LayerName }, call) => [
    { action: 'lambda:PublishLayerVersion', resource: layerArn(placeOf(LayerName, call)) },
  ],
  async run(input, call) {
    const place = placeOf(input.LayerName, call);
    const zip = await zipOf(input.Content, deps.readObject, call);
    const { digest, bytes } = await deps.packages.check(zip);
    const version = await deps.layers.publish(place, zip, {
      description: input.Description ?? '',
      licenseInfo: input.LicenseInfo,
      compatibleRuntimes: input.CompatibleRuntimes,
      compatibleArchitectures: input.CompatibleArchitectures,
      digest,
      bytes,
      createdMs: deps.clock.nowMs(),
    });
    return show(deps, place, version, call);
  },
});

/** @throws ServiceError */
function existing(layers: LayerTable, place: LayerPlace, version: number): LayerVersionData {
  if (version < 1) throw invalidParameterValue('Layer Version Cannot be less than 1');
  const data = layers.version(place, version);
  if (data === undefined) throw nothingThere();
  return data;
}

const getLayerVersion = (deps: LayerDeps): Operation<NamedLayerVersion> => ({
  input: shapes.structure(namedLayerVersion),
  rest: { method: 'GET', path: LAYER_VERSION, status: 200 },
  permissions: ({ LayerName, VersionNumber: version }, call) => [
    layerVersionPermission(deps.layers, {
      action: 'lambda:GetLayerVersion',
      place: placeOf(LayerName, call),
      version,
    }),
  ],
  async run({ LayerName, VersionNumber }, call) {
    const place = placeOf(LayerName, call);
    return show(deps, place, existing(deps.layers, place, VersionNumber), call);
  },
});

const getLayerVersionByArn = (deps: LayerDeps): Operation<{ readonly Arn: string }> => ({
  input: shapes.structure({
    Arn: { type: 'string', required: true, min: 1, max: 140, pattern: LAYER_VERSION_ARN_PATTERN },
  }),
  rest: { method: 'GET', path: `${LAYERS}?find=LayerVersion`, status: 200, query: { Arn: 'Arn' } },
  permissions({ Arn }) {
    const place = parseVersionArn(Arn);
    if (place === undefined) return [];
    return [layerVersionPermission(deps.layers, { action: 'lambda:GetLayerVersion', place, version: place.version })];
  },
  async run({ Arn }, call) {
    const place = parseVersionArn(Arn);
    if (place === undefined) throw nothingThere();
    return show(deps, place, existing(deps.layers, place, place.version), call);
  },
});

/** One that does not exist is deleted successfully. */
const deleteLayerVersion = ({ layers }: LayerDeps): Operation<NamedLayerVersion> => ({
  input: shapes.structure(namedLayerVersion),
  rest: { method: 'DELETE', path: LAYER_VERSION, status: 204 },
  permissions: ({ LayerName, VersionNumber }, call) => [
    { action: 'lambda:DeleteLayerVersion', resource: versionArn(placeOf(LayerName, call), VersionNumber) },
  ],
  async run({ LayerName, VersionNumber }, call) {
    if (VersionNumber < 1) throw invalidParameterValue('Layer Version Cannot be less than 1');
    await layers.remove(placeOf(LayerName, call), VersionNumber);
    return {};
  },
});

function matching(
  versions: readonly LayerVersionData[],
  { CompatibleRuntime, CompatibleArchitecture }: ListInput,
): readonly LayerVersionData[] {
  return versions.filter(
    ({ compatibleRuntimes = [], compatibleArchitectures = [] }) =>
      (CompatibleRuntime === undefined || compatibleRuntimes.includes(CompatibleRuntime)) &&
      (CompatibleArchitecture === undefined || compatibleArchitectures.includes(CompatibleArchitecture)),
  );
}

const VERSION_MAX = 999_999_999_999;

/** The newest first (recorded). */
const listLayerVersions = ({ layers }: LayerDeps): Operation<NamedLayer & ListInput> => ({
  input: shapes.structure({ ...namedLayer, ...listShapes }),
  rest: { method: 'GET', path: VERSIONS, status: 200, query: listQuery },
  permissions: () => [{ action: 'lambda:ListLayerVersions', resource: '*' }],
  async run({ LayerName, ...input }, call) {
    const place = placeOf(LayerName, call);
    const versions = matching(layers.get(place)?.data.versions ?? [], input).toReversed();
    const { items, NextMarker } = page(versions, input, ({ version }) => String(VERSION_MAX - version));
    return { NextMarker, LayerVersions: items.map((data) => showListed(place, data)) };
  },
});

const listLayers = ({ layers }: LayerDeps): Operation<ListInput> => ({
  input: shapes.structure(listShapes),
  rest: { method: 'GET', path: LAYERS, status: 200, query: listQuery },
  permissions: () => [{ action: 'lambda:ListLayers', resource: '*' }],
  async run(input, call) {
    const listed = layers.list(call).flatMap(({ name, data }) => {
      const latest = matching(data.versions, input).at(-1);
      return latest === undefined ? [] : [{ place: { name, account: call.account, region: call.region }, latest }];
    });
    const { items, NextMarker } = page(listed, input, ({ place }) => place.name);
    const Layers = items.map(({ place, latest }) => ({
      LayerName: place.name,
      LayerArn: layerArn(place),
      LatestMatchingVersion: showListed(place, latest),
    }));
    return { NextMarker, Layers };
  },
});

export function layerVersionOperations(deps: LayerDeps): Record<string, Operation> {
  return {
    PublishLayerVersion: publishLayerVersion(deps),
    GetLayerVersion: getLayerVersion(deps),
    GetLayerVersionByArn: getLayerVersionByArn(deps),
    DeleteLayerVersion: deleteLayerVersion(deps),
    ListLayerVersions: listLayerVersions(deps),
    ListLayers: listLayers(deps),
  };
}
