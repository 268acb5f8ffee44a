/** The values of the emulator's demo tenant (`emulator/src/world/demo.rs`). */
export const DEMO = {
  tenant: "7d3a1c52-9f0e-4b6a-8c41-2e5f60a7b910",
  client: "c1e4b7f2-3a5d-4c68-9e07-51d2f8a6b304",
  secretId: "0b9d6e43-7c1f-4f58-a2e6-d38514c7f926",
  secret: "demo-secret-value-of-the-outlook-emulator",
  mailbox: "sender@contoso.com",
  otherMailbox: "megan@contoso.com",
};
