// A server with the room API, over HTTP.

import http from "node:http";
import { readFileSync } from "node:fs";

/** Requests in flight at once. */
export const WIDTH = 32;

/** Of the kernel's clock, in a second. */
const TICKS = 100;

export class Server {
  #agent = new http.Agent({ keepAlive: true, maxSockets: WIDTH });

  /** `pid` is its process, where its memory is of interest. */
  constructor(base, pid) {
    this.base = base;
    this.pid = pid;
  }

  create = (maxUsers) => this.#ask("POST", "/rooms", { displayName: "Host", maxUsers });

  join = (code, number) =>
    this.#ask("POST", `/rooms/${code}/join`, { displayName: `Player ${number}` });

  look = (code) => this.#ask("GET", `/rooms/${code}`);

  rejoin = (code, token) =>
    this.#ask("POST", `/rooms/${code}/rejoin`, undefined, { authorization: `Bearer ${token}` });

  /** Its resident memory in KB; 0 where its process is not known. */
  get memory() {
    if (!this.pid) return 0;
    const status = readFileSync(`/proc/${this.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)[1]);
  }

  /** Seconds of the processor's time that it has had; 0 where its process is not known. */
  get cpu() {
    if (!this.pid) return 0;
    const fields = readFileSync(`/proc/${this.pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  }

  async #ask(method, path, body, headers = {}) {
    const { status, text } = await this.#sent(method, path, body, headers);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
    return JSON.parse(text);
  }

  #sent(method, path, body, headers) {
    const data = body === undefined ? undefined : JSON.stringify(body);
    const described = data && {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(data),
    };
    const { hostname: host, port } = this.base;
    const options = { host, port, method, path, agent: this.#agent };
    return new Promise((resolve, reject) => {
      const request = http.request({ ...options, headers: { ...described, ...headers } });
      request.on("response", (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (part) => (text += part));
        answer.on("end", () => resolve({ status: answer.statusCode, text }));
      });
      request.on("error", reject);
      request.end(data);
    });
  }
}
