import assert from "node:assert/strict";
import test from "node:test";
import { distinctChecks } from "../src/failure/checks.ts";
import { responseOf } from "../src/failure/response_of.ts";
import type { Cause } from "../src/records.ts";

const EXCHANGE = "Exchange Online PowerShell";
const GRAPH = "Microsoft Graph PowerShell";

const cause = (confidence: string, check: string, ...commands: [shell: string, text: string][]): Cause => ({
  id: check,
  title: "",
  confidence,
  owner: "exchange-admin",
  evidence: [],
  counter_evidence: [],
  check,
  check_commands: commands.map(([shell, text]) => ({ shell, text })),
  fix: "",
  fix_commands: [],
  retry: "after-the-fix",
});
const AUTHORIZATION = "Test-ServicePrincipalAuthorization -Identity 'c' -Resource 'hr@contoso.com' | Format-List ";

test("a check that several causes share stands there once, with the columns of all", () => {
  const checks = distinctChecks([
    cause("likely", "a", [EXCHANGE, `${AUTHORIZATION}RoleName,AllowedResourceScope,InScope`]),
    cause("possible", "b", [EXCHANGE, `${AUTHORIZATION}RoleName,InScope`]),
    cause("possible", "c", [EXCHANGE, "Get-ManagementScope | Format-List Name,RecipientFilter"]),
  ]);
  assert.deepEqual(checks.shells, [
    {
      shell: EXCHANGE,
      commands: [
        `${AUTHORIZATION}RoleName,AllowedResourceScope,InScope`,
        "Get-ManagementScope | Format-List Name,RecipientFilter",
      ],
    },
  ]);
  assert.deepEqual(checks.sentences, []);
});

test("commands of two shells are kept apart, and a check in words stays a sentence", () => {
  const checks = distinctChecks([
    cause(
      "likely",
      "Compare two IDs.",
      [EXCHANGE, "Get-ServicePrincipal -Identity 'c' | Format-List AppId,ObjectId"],
      [GRAPH, "Get-MgServicePrincipal -Filter \"appId eq 'c'\" | Format-List AppId,Id"],
    ),
    cause("possible", "Look at the portal."),
  ]);
  assert.deepEqual(
    checks.shells.map(({ shell, commands }) => [shell, commands.length]),
    [
      [EXCHANGE, 1],
      [GRAPH, 1],
    ],
  );
  assert.deepEqual(checks.sentences, ["Look at the portal."]);
});

test("a list of all properties asks for every column, and a command may have none", () => {
  const checks = distinctChecks([
    cause("likely", "a", [EXCHANGE, "Get-Recipient -Identity 'm' | Format-List"]),
    cause("possible", "b", [EXCHANGE, "Get-Recipient -Identity 'm' | Format-List Name"]),
    cause("possible", "c", [EXCHANGE, "Get-MessageTraceV2 -SenderAddress 'm'"]),
  ]);
  assert.deepEqual(checks.shells[0]?.commands, [
    "Get-Recipient -Identity 'm' | Format-List",
    "Get-MessageTraceV2 -SenderAddress 'm'",
  ]);
});

test("unlikely causes add no checks, and a certain one needs no other", () => {
  const scope: [string, string] = [EXCHANGE, "Get-ManagementScope | Format-List Name"];
  const policy: [string, string] = [
    EXCHANGE,
    "Test-ApplicationAccessPolicy -AppId 'c' | Format-List AccessCheckResult",
  ];
  const commands = (causes: Cause[]) => distinctChecks(causes).shells.flatMap((shell) => shell.commands).length;
  assert.equal(commands([cause("likely", "scope", scope), cause("unlikely", "policy", policy)]), 1);
  assert.equal(commands([cause("certain", "scope", scope), cause("possible", "policy", policy)]), 1);
  assert.equal(commands([cause("likely", "scope", scope), cause("possible", "policy", policy)]), 2);
});

test("an error is made a response that explain takes", () => {
  const request = { host: "graph.microsoft.com", client_request_id: "", duration_ms: 1 };
  const response = responseOf({
    code: "access-denied",
    message: "",
    fields: [],
    causes: [],
    leftovers: [],
    http_status: 403,
    service_code: "ErrorAccessDenied",
    requests: [
      { ...request, step: "token", http_status: 200 },
      { ...request, step: "drafts-folder", http_status: 403 },
    ],
  });
  assert.deepEqual(response, {
    body: '{"error":{"code":"ErrorAccessDenied"}}',
    http_status: 403,
    step: "drafts-folder",
    service: "graph",
  });
});
