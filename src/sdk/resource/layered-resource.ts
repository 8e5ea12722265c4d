/** A resource whose attributes come in layers, some of them later; what is known can be read at any time. */
import type { Attributes, AttributeValue } from '@opentelemetry/api';
import type { RawResourceAttribute, Resource } from '@opentelemetry/resources';

export type ResourceLayer = Attributes | Promise<Attributes>;

export interface LayeredResourceOptions {
  readonly schemaUrl?: string | undefined;
  /** What may be seen of a layer; asked once for each, when the attributes are first read. @default all of it */
  readonly show?: (layer: Attributes) => Attributes;
}

/**
 * Upstream's resource needs the name of every attribute before its value is there, and warns about each one that stays
 * empty; the clouds name theirs only when they answer.
 */
export class LayeredResource implements Resource {
  readonly schemaUrl?: string;
  readonly #layers: readonly ResourceLayer[];
  readonly #show: (layer: Attributes) => Attributes;
  /** A hole stands for what is not known yet. */
  readonly #known: (Attributes | undefined)[] = [];
  readonly #shown: Attributes[] = [];
  readonly #settled: Promise<void> | undefined;
  #attributes: Attributes | undefined;
  #pendingCount = 0;

  /** @param layers later ones win; a promise that rejects counts as empty */
  constructor(layers: readonly ResourceLayer[], { schemaUrl, show = (layer) => layer }: LayeredResourceOptions = {}) {
    if (schemaUrl !== undefined) this.schemaUrl = schemaUrl;
    this.#layers = layers;
    this.#show = show;
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
    this.#attributes ??= Object.assign({}, ...this.#known.map((layer, index) => layer && (this.#shown[index] ??= this.#show(layer)))) as Attributes;
    return this.#attributes;
  }

  /** One attribute as it may be seen, while the others are not looked at yet. */
  attribute(name: string): AttributeValue | undefined {
    const layer = this.#known.findLast((known) => known?.[name] !== undefined);
    return layer && this.#show({ [name]: layer[name] })[name];
  }

  async waitForAsyncAttributes(): Promise<void> {
    await this.#settled;
  }

  merge(other: Resource | null): Resource {
    if (other === null) return this;
    const layers = other instanceof LayeredResource ? other.#layers : [readLayer(other)];
    return new LayeredResource([...this.#layers, ...layers], { schemaUrl: other.schemaUrl ?? this.schemaUrl, show: this.#show });
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
