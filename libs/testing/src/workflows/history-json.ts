import { createRequire } from 'node:module';
import type { WorkflowHandle } from '@temporalio/client';

/** A workflow history as the client fetches it. */
export type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

interface ProtoJson {
  readonly toJson: (type: unknown, message: object) => unknown;
  readonly fromJson: (type: unknown, json: unknown, options: { ignoreUnknownFields: boolean }) => unknown;
}

// The SDK's historyToJSON uses another copy of protobufjs when npm does not hoist the required one, and then fails with
// "type must be a Type". The copy of the generated types always works.
const fromCommon = createRequire(createRequire(import.meta.url).resolve('@temporalio/common'));
const fromProto = createRequire(fromCommon.resolve('@temporalio/proto'));
const { toJson, fromJson } = fromProto('protobufjs/ext/protojson') as ProtoJson;
const { patchProtobufRoot } = fromProto('@temporalio/proto/lib/patch-protobuf-root') as {
  readonly patchProtobufRoot: (root: unknown) => {
    lookupType(name: string): { fromObject(value: object): object; encode(message: object): { finish(): Uint8Array } };
  };
};
const historyType = patchProtobufRoot(fromCommon('@temporalio/proto')).lookupType('temporal.api.history.v1.History');

/** A history as proto3 JSON, the form in which Temporal's other tools write it. */
export function historyToJson(history: History): unknown {
  return toJson(historyType, historyType.fromObject(history));
}

/**
 * Size in bytes of a history's events as the server stores them. The server's own `historySize` differs when a workflow
 * id is used again: it counts the first event of such a run twice (docs/adr/0010).
 */
export function historyBytes(history: History): number {
  return historyType.encode(historyType.fromObject(history)).finish().length;
}

/** Reads what `historyToJson` wrote. */
export function historyFromJson(json: unknown): History {
  return fromJson(historyType, json, { ignoreUnknownFields: true }) as History;
}
