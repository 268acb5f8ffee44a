import { DEMO } from "./demo.ts";

/** What differs from a tenant in which everything works. See "Scenario files" in the emulator's README. */
export interface Difference {
  application?: object;
  mailbox?: object;
  filter?: string;
  faults?: object[];
}

const GROUP = "CN=Senders,OU=contoso.onmicrosoft.com,DC=OUTLOOK,DC=COM";
const scope = { managementScope: "Senders Scope" };

/** A world as the emulator reads it: one tenant, one app, one mailbox that it may send from, and one that it may not. */
export function worldWith({ application, mailbox, filter, faults = [] }: Difference): string {
  const tenant = {
    id: DEMO.tenant,
    domains: ["contoso.com", "contoso.onmicrosoft.com"],
    cloud: "global",
    applications: [
      {
        clientId: DEMO.client,
        displayName: "Senders",
        servicePrincipal: { objectId: "5e8f0d17-6b2c-4a93-b4d1-90c7e3f2a615", enabled: true },
        registrationObjectId: "91c7e4a0-5d2f-4b68-8e13-7f0a6c9b2d54",
        secrets: [{ secretId: DEMO.secretId, value: DEMO.secret, expires: "2099-12-31T00:00:00Z" }],
        entraPermissions: [],
        exchangePointer: "enterpriseApplication",
        exchangeRoles: ["Application Mail.Send", "Application Mail.ReadWrite"].map((role) => ({
          role,
          scope,
          assignedAt: "2026-01-15T09:00:00Z",
        })),
        ...application,
      },
    ],
    mailboxes: [
      {
        id: "0d94b7e2-5f18-4c6a-93d0-e8a1f2c6b375",
        userPrincipalName: DEMO.mailbox,
        primaryAddress: DEMO.mailbox,
        displayName: "Sender",
        kind: "shared",
        createdAt: "2025-03-01T08:00:00Z",
        ...mailbox,
      },
    ],
    groups: [
      {
        id: "a2f6c1d8-7e39-4b04-85f2-1c9d3e7b6a50",
        address: "email-senders@contoso.com",
        name: "Senders",
        distinguishedName: GROUP,
        kind: "security",
        members: [DEMO.mailbox],
      },
    ],
    managementScopes: [{ name: "Senders Scope", recipientRestrictionFilter: filter ?? `MemberOfGroup -eq '${GROUP}'` }],
  };
  return JSON.stringify({ tenants: [tenant], faults });
}
