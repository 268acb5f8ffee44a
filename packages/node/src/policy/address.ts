// The check of resolved addresses: a name that passed may still resolve to an address inside the network (DNS rebinding, a poisoned resolver,
// a search domain). Such a connection would hand tokens to whatever listens there.
import { BlockList, isIPv4, isIPv6 } from "node:net";

/** Addresses that are not on the public Internet. Microsoft's hosts never resolve to one of them. */
const NOT_PUBLIC_V4 = new BlockList();
for (const [address, prefix] of [
  // Loopback; private (RFC 1918); link-local, where the metadata services of clouds live; carrier-grade NAT (RFC 6598).
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["169.254.0.0", 16],
  ["100.64.0.0", 10],
  // "This network", IETF protocol assignments, documentation, benchmarking, 6to4 relays, multicast, future use and broadcast (RFC 6890).
  ["0.0.0.0", 8],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["192.88.99.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const) {
  NOT_PUBLIC_V4.addSubnet(address, prefix);
}

/** Only 2000::/3 is global unicast. */
const GLOBAL_V6 = new BlockList();
GLOBAL_V6.addSubnet("2000::", 3, "ipv6");

/** Within it: IETF protocol assignments (Teredo among them), and documentation. */
const NOT_PUBLIC_V6 = new BlockList();
NOT_PUBLIC_V6.addSubnet("2001::", 23, "ipv6");
NOT_PUBLIC_V6.addSubnet("2001:db8::", 32, "ipv6");
NOT_PUBLIC_V6.addSubnet("3fff::", 20, "ipv6");

/** Returns whether an address is on the public Internet. */
export function isPublic(address: string): boolean {
  if (isIPv4(address)) return !NOT_PUBLIC_V4.check(address);
  if (!isIPv6(address)) return false;
  const embedded = embeddedV4(address);
  if (embedded !== undefined) return !NOT_PUBLIC_V4.check(embedded);
  return GLOBAL_V6.check(address, "ipv6") && !NOT_PUBLIC_V6.check(address, "ipv6");
}

/** Returns the IPv4 address inside an IPv6 one: mapped (RFC 4291), NAT64 (RFC 6052) and 6to4 (RFC 3056) reach that host. */
function embeddedV4(address: string): string | undefined {
  const segments = segmentsOf(address);
  const starts = (...first: number[]) => first.every((segment, index) => segments[index] === segment);
  const from = (high = 0, low = 0) => [high >> 8, high & 255, low >> 8, low & 255].join(".");
  if (starts(0, 0, 0, 0, 0, 0xffff) || starts(0x64, 0xff9b, 0, 0, 0, 0)) return from(segments[6], segments[7]);
  return starts(0x2002) ? from(segments[1], segments[2]) : undefined;
}

function segmentsOf(address: string): number[] {
  // The parser of the URL standard writes IPv4 parts as hexadecimal, and compresses zeros. A zone does not matter here.
  const [plain = ""] = address.split("%");
  const text = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const [head = "", tail] = text.split("::");
  const numbers = (part: string) =>
    part
      .split(":")
      .filter(Boolean)
      .map((segment) => parseInt(segment, 16));
  if (tail === undefined) return numbers(head);
  const [before, after] = [numbers(head), numbers(tail)];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}
