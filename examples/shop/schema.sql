-- Tables of the shop; may be applied again and again.
CREATE TABLE IF NOT EXISTS shop_products (
  sku text PRIMARY KEY,
  name text NOT NULL,
  price_cents integer NOT NULL CHECK (price_cents > 0),
  stock integer NOT NULL CHECK (stock >= 0)
);

CREATE TABLE IF NOT EXISTS shop_orders (
  id uuid PRIMARY KEY,
  total_cents integer NOT NULL,
  payment_id text NOT NULL,
  ordered_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO shop_products (sku, name, price_cents, stock) VALUES
  ('mug', 'Blue mug', 1250, 100000),
  ('tea', 'Green tea, 100 g', 840, 100000),
  ('pot', 'Cast-iron teapot', 6900, 100000)
ON CONFLICT (sku) DO UPDATE SET stock = excluded.stock;
