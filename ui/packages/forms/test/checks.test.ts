import assert from "node:assert/strict";
import test from "node:test";
import { distinctChecks } from "../src/failure/checks.ts";
import { responseOf } from "../src/failure/response_of.ts";
import type { Cause } from "../src/records.ts";

const cause = (confidence: string, check: string): Cause => ({
  id: check,
  title: "",
  confidence,
  owner: "exchange-admin",
  evidence: [],
  counter_evidence: [],
  check,
  fix: "",
  retry: "after-the-fix",
});
const EXCHANGE = "In Exchange Online PowerShell: ";
const AUTHORIZATION = "Test-ServicePrincipalAuthorization -Identity 'c' -Resource 'hr@contoso.com' | Format-List ";

test("a check that several causes share stands there once, with the columns of all", () => {
  const checks = distinctChecks([
    cause("likely", `${EXCHANGE}${AUTHORIZATION}RoleName,AllowedResourceScope,InScope`),
    cause(
      "possible",
      `${EXCHANGE}${AUTHORIZATION}RoleName,InScope bypasses the cache. If it shows InScope True, this is the cause.`,
    ),
    cause("possible", `${EXCHANGE}Get-ManagementScope | Format-List Name,RecipientFilter`),
  ]);
  assert.deepEqual(checks.shells, [
    {
      shell: "Exchange Online PowerShell",
      commands: [
        `${AUTHORIZATION}RoleName,AllowedResourceScope,InScope`,
        "Get-ManagementScope | Format-List Name,RecipientFilter",
      ],
    },
  ]);
  assert.deepEqual(checks.sentences, []);
});

test("commands of two shells are kept apart, and a check in words stays a sentence", () => {
  const both =
    "Compare two IDs. In Exchange Online PowerShell, ObjectId of: Get-ServicePrincipal -Identity 'c' | Format-List AppId,ObjectId must equal, in Microsoft Graph PowerShell, Id of: Get-MgServicePrincipal -Filter \"appId eq 'c'\" | Format-List AppId,Id";
  const checks = distinctChecks([cause("likely", both), cause("possible", "Look at the portal.")]);
  assert.deepEqual(
    checks.shells.map(({ shell }) => shell),
    ["Exchange Online PowerShell", "Microsoft Graph PowerShell"],
  );
  assert.deepEqual(checks.sentences, ["Look at the portal."]);
});

test("unlikely causes add no checks, and a certain one needs no other", () => {
  const scope = `${EXCHANGE}Get-ManagementScope | Format-List Name`;
  const policy = `${EXCHANGE}Test-ApplicationAccessPolicy -AppId 'c' | Format-List AccessCheckResult`;
  const commands = (causes: Cause[]) => distinctChecks(causes).shells.flatMap((shell) => shell.commands).length;
  assert.equal(commands([cause("likely", scope), cause("unlikely", policy)]), 1);
  assert.equal(commands([cause("certain", scope), cause("possible", policy)]), 1);
  assert.equal(commands([cause("likely", scope), cause("possible", policy)]), 2);
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
