// The API of the demo: five services on one loopback port, each with another way to authenticate.
// Must not know how a client gets its credentials.
import { createServer } from "node:http";

/** What the four services with fixed credentials let in. */
export const secrets = {
  salesToken: "demo-sales-token",
  warehouse: { username: "störe", password: "demo:pässword" },
  shippingKey: "demo-shipping-key",
};

const basic = Buffer.from(`${secrets.warehouse.username}:${secrets.warehouse.password}`).toString("base64");

const answers = {
  "/catalog/products": [
    { id: "mug", name: "Mug", price: 9.5 },
    { id: "tea", name: "Green tea", price: 4.25 },
    { id: "pot", name: "Tea pot", price: 32 },
  ],
  "/sales/orders": [
    { id: 1001, product: "tea", quantity: 4 },
    { id: 1002, product: "mug", quantity: 2 },
    { id: 1003, product: "pot", quantity: 1 },
  ],
  "/warehouse/stock": [
    { product: "mug", available: 12 },
    { product: "tea", available: 240 },
    { product: "pot", available: 3 },
  ],
  "/shipping/parcels": [
    { order: 1001, carrier: "bicycle" },
    { order: 1002, carrier: "post" },
  ],
  "/ledger/invoices": [
    { order: 1001, number: "2026-017" },
    { order: 1003, number: "2026-018" },
  ],
};

/** Starts the API. `acceptsAccessToken` is the OAuth server's word on a token. */
export async function startShop(acceptsAccessToken) {
  const isAllowed = {
    catalog: () => true,
    sales: ({ authorization }) => authorization === `Bearer ${secrets.salesToken}`,
    warehouse: ({ authorization }) => authorization === `Basic ${basic}`,
    shipping: (headers) => headers["x-shipping-key"] === secrets.shippingKey,
    ledger: ({ authorization }) => acceptsAccessToken(authorization?.replace(/^Bearer /, "") ?? ""),
  };
  const server = createServer(async ({ url, headers }, response) => {
    const service = url.split("/")[1];
    const body = answers[url];
    const status = body === undefined ? 404 : (await isAllowed[service](headers)) ? 200 : 401;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(status === 200 ? body : { message: `no access to ${url}` }));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close(() => undefined) };
}
