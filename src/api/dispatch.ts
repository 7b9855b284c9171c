/** The only way into a service, from the network and from inside: find the operation, validate, authorise, run. */

import { assert } from '../base/assert.ts';
import {
  type Authorizer,
  type Call,
  type Dispatch,
  type Operation,
  type ReservableOperation,
  type Reservation,
  type Service,
  ServiceError,
  type ServiceName,
} from '../base/service.ts';
import { accessDenied, internalFailure, unknownOperation } from './framework-errors.ts';
import { type InputCheck, inputCheck } from './validate.ts';

export interface DispatchOptions {
  readonly services: readonly Service[];
  readonly authorizer: Authorizer;
  /** Told of everything thrown that is no ServiceError; the caller gets the service's internal failure. */
  readonly onDefect: (error: unknown) => void;
}

interface Entry {
  readonly service: ServiceName;
  readonly operation: Operation;
  readonly check: InputCheck;
}

export function createDispatch({ services, authorizer, onDefect }: DispatchOptions): Dispatch {
  const entries = new Map<ServiceName, Map<string, Entry>>();
  for (const service of services) {
    const operations = Object.entries(service.operations).map(([name, operation]): [string, Entry] => [
      name,
      { service: service.name, operation, check: inputCheck(service.name, operation.input) },
    ]);
    entries.set(service.name, new Map(operations));
  }

  /** @throws ServiceError when the caller may not do this with this input */
  function admit(service: ServiceName, name: string, input: object, call: Call): Entry {
    const entry = entries.get(service)?.get(name);
    if (entry === undefined) throw unknownOperation(service, name);
    entry.check(input);
    for (const permission of entry.operation.permissions(input, call)) {
      const denial = authorizer.denial(call.principal, permission, call);
      if (denial !== undefined) throw accessDenied(service, denial.message);
    }
    return entry;
  }

  function wireError(service: ServiceName, error: unknown): ServiceError {
    if (error instanceof ServiceError) return error;
    onDefect(error);
    return internalFailure(service);
  }

  function guarded(service: ServiceName, reservation: Reservation<unknown>): Reservation<unknown> {
    return {
      async run() {
        try {
          return await reservation.run();
        } catch (error) {
          throw wireError(service, error);
        }
      },
      release: () => reservation.release(),
    };
  }

  return {
    async run(service, name, input, call) {
      try {
        return await admit(service, name, input, call).operation.run(input, call);
      } catch (error) {
        throw wireError(service, error);
      }
    },
    tryReserve(service, name, input, call) {
      try {
        const reservation = reservable(admit(service, name, input, call)).tryReserve(input, call);
        return reservation && guarded(service, reservation);
      } catch (error) {
        throw wireError(service, error);
      }
    },
    async reserve(service, name, input, call, signal) {
      try {
        return guarded(service, await reservable(admit(service, name, input, call)).reserve(input, call, signal));
      } catch (error) {
        throw wireError(service, error);
      }
    },
  };
}

function reservable({ operation }: Entry): ReservableOperation {
  assert('tryReserve' in operation && 'reserve' in operation, 'the operation cannot be reserved');
  return operation as ReservableOperation;
}
