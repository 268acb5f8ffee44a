// n8n's own API, as its editor uses it.
const OWNER = { email: "owner@contoso.com", firstName: "O", lastName: "O", password: "Password-of-a-test-1" };

/** An execution, as far as the tests look at it. */
export interface Execution {
  readonly id: string;
  readonly status: string;
  readonly retryOf?: string | null;
}

/** A person who is signed in. */
export class Client {
  readonly #url: string;
  #cookie = "";

  private constructor(url: string) {
    this.#url = url;
  }

  /** Makes the owner of a new n8n, and signs in. */
  static async setUp(port: number): Promise<Client> {
    const client = new Client(`http://127.0.0.1:${port}/rest`);
    const response = await client.#fetch("POST", "/owner/setup", OWNER);
    const cookies = response.headers.getSetCookie().map((each) => each.split(";")[0]);
    client.#cookie = cookies.join("; ");
    return client;
  }

  /** Presses the credential's Test button. */
  async testCredential(credentials: object): Promise<{ status: string; message: string }> {
    return this.#data("POST", "/credentials/test", { credentials });
  }

  /** Returns the executions, the newest first. */
  async executions(): Promise<readonly Execution[]> {
    const { results } = await this.#data<{ results: Execution[] }>("GET", "/executions");
    return results;
  }

  /** Returns the data of an execution, as n8n writes it: numbers and truth values stand beside their names. */
  async data(id: string): Promise<string> {
    return (await this.#data<{ data: string }>("GET", `/executions/${id}`)).data;
  }

  /** Presses Retry at an execution. */
  async retry(id: string): Promise<void> {
    await this.#data("POST", `/executions/${id}/retry`, { loadWorkflow: false });
  }

  async #data<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await this.#fetch(method, path, body);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return (JSON.parse(text) as { data: T }).data;
  }

  #fetch(method: string, path: string, body?: object): Promise<Response> {
    return fetch(this.#url + path, {
      method,
      headers: { "content-type": "application/json", cookie: this.#cookie, "browser-id": "test" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}
