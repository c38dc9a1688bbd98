// A server of pages, a process of its own: `?page=3&size=1000` answers with 1,000 rows as long as there are some of `total`.
// Prints its port; ends when its input does.
import { createServer } from "node:http";

const name = "a customer's name, as long as such names are";
const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url, "http://localhost");
  const [page, size, total] = ["page", "size", "total"].map((each) => Number(searchParams.get(each)));
  const count = Math.max(0, Math.min(size, total - (page - 1) * size));
  const rows = Array.from({ length: count }, (_, index) => {
    const id = (page - 1) * size + index;
    return { id, status: "open", total: id * 1.5, customer: { name, email: `customer-${id}@example.com` } };
  });
  const body = JSON.stringify({ rows, page, total });
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
process.stdin.on("end", () => process.exit()).resume();
