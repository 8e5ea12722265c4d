/** A resource whose attributes come in layers, some of them later; what is known can be read at any time. */
import type { Attributes } from '@opentelemetry/api';
import type { RawResourceAttribute, Resource } from '@opentelemetry/resources';

export type ResourceLayer = Attributes | Promise<Attributes>;

/**
 * Upstream's resource needs the name of every attribute before its value is there, and warns about each one that stays
 * empty; the clouds name theirs only when they answer.
 */
export class LayeredResource implements Resource {
  readonly schemaUrl?: string;
  readonly #layers: readonly ResourceLayer[];
  readonly #known: Attributes[] = [];
  readonly #settled: Promise<void> | undefined;
  #attributes: Attributes | undefined;
  #pendingCount = 0;

  /** @param layers later ones win; a promise that rejects counts as empty */
  constructor(layers: readonly ResourceLayer[], schemaUrl?: string) {
    if (schemaUrl !== undefined) this.schemaUrl = schemaUrl;
    this.#layers = layers;
    const waits: Promise<void>[] = [];
    for (const [index, layer] of layers.entries()) {
      if (layer instanceof Promise) waits.push(this.#settle(index, layer));
      else this.#known[index] = layer;
    }
    this.#settled = waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
  }

  get asyncAttributesPending(): boolean {
    return this.#pendingCount > 0;
  }

  get attributes(): Attributes {
    this.#attributes ??= Object.assign({}, ...this.#known) as Attributes;
    return this.#attributes;
  }

  async waitForAsyncAttributes(): Promise<void> {
    await this.#settled;
  }

  merge(other: Resource | null): Resource {
    if (other === null) return this;
    const layers = other instanceof LayeredResource ? other.#layers : [readLayer(other)];
    return new LayeredResource([...this.#layers, ...layers], other.schemaUrl ?? this.schemaUrl);
  }

  getRawAttributes(): RawResourceAttribute[] {
    return Object.entries(this.attributes);
  }

  async #settle(index: number, layer: Promise<Attributes>): Promise<void> {
    this.#pendingCount++;
    try {
      this.#known[index] = await layer;
      this.#attributes = undefined;
    } catch {
      // what cannot be found is left out
    } finally {
      this.#pendingCount--;
    }
  }
}

function readLayer(resource: Resource): ResourceLayer {
  if (resource.asyncAttributesPending !== true || resource.waitForAsyncAttributes === undefined) return resource.attributes;
  return resource.waitForAsyncAttributes().then(() => resource.attributes);
}
