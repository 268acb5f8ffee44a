//! The second check: a name that passed may still resolve to an address inside the network (DNS rebinding, a poisoned
//! resolver, a search domain). Such a connection would hand tokens to whatever listens there.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use thiserror::Error;

/// Why an address may not be connected to. Microsoft's hosts never resolve to one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum AddressRefusal {
    /// 127.0.0.0/8, ::1
    #[error("loopback")]
    Loopback,
    /// RFC 1918, RFC 4193
    #[error("private")]
    Private,
    /// 169.254.0.0/16 (metadata services of clouds live there), fe80::/10
    #[error("link-local")]
    LinkLocal,
    /// 100.64.0.0/10, RFC 6598
    #[error("carrier-grade NAT")]
    SharedAddressSpace,
    /// 224.0.0.0/4, ff00::/8, broadcast
    #[error("multicast or broadcast")]
    Multicast,
    /// Unspecified, documentation, benchmarking, reserved and the like: RFC 6890
    #[error("reserved")]
    Reserved,
}

/// Checks an address that a Microsoft host name resolved to. Refuses every address that is not on the public Internet.
pub(crate) fn check_address(address: IpAddr) -> Result<(), AddressRefusal> {
    match address {
        IpAddr::V4(v4) => check_v4(v4),
        IpAddr::V6(v6) => check_v6(v6),
    }
}

fn check_v4(address: Ipv4Addr) -> Result<(), AddressRefusal> {
    let [a, b, c, _] = address.octets();
    match (a, b, c) {
        (127, ..) => Err(AddressRefusal::Loopback),
        (10, ..) | (172, 16..=31, _) | (192, 168, _) => Err(AddressRefusal::Private),
        (169, 254, _) => Err(AddressRefusal::LinkLocal),
        (100, 64..=127, _) => Err(AddressRefusal::SharedAddressSpace),
        (224..=239, ..) => Err(AddressRefusal::Multicast),
        _ if address.is_broadcast() => Err(AddressRefusal::Multicast),
        // "This network", IETF protocol assignments, documentation, benchmarking, 6to4 relays, future use.
        (0, ..)
        | (192, 0, 0 | 2)
        | (198, 18..=19, _)
        | (198, 51, 100)
        | (203, 0, 113)
        | (192, 88, 99)
        | (240..=255, ..) => Err(AddressRefusal::Reserved),
        _ => Ok(()),
    }
}

fn check_v6(address: Ipv6Addr) -> Result<(), AddressRefusal> {
    if address.is_loopback() {
        return Err(AddressRefusal::Loopback);
    }
    if let Some(embedded) = embedded_v4(address) {
        return check_v4(embedded);
    }
    let [first, second, ..] = address.segments();
    match first {
        0xfc00..=0xfdff => Err(AddressRefusal::Private),
        0xfe80..=0xfebf => Err(AddressRefusal::LinkLocal),
        0xfec0..=0xfeff => Err(AddressRefusal::Private),
        0xff00..=0xffff => Err(AddressRefusal::Multicast),
        // IETF protocol assignments (Teredo among them, whose embedded address is obfuscated) and documentation.
        0x2001 if second < 0x0200 || second == 0x0db8 => Err(AddressRefusal::Reserved),
        0x3fff if second < 0x1000 => Err(AddressRefusal::Reserved),
        // Only 2000::/3 is global unicast.
        0x2000..=0x3fff => Ok(()),
        _ => Err(AddressRefusal::Reserved),
    }
}

/// IPv4 inside IPv6: mapped (RFC 4291), NAT64 (RFC 6052) and 6to4 (RFC 3056) reach the IPv4 host.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let from = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Some(Ipv4Addr::new(a, b, c, d))
    };
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            from(high, low)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        use AddressRefusal::*;
        for (address, expected) in [
            ("20.190.160.1", Ok(())),
            ("40.126.31.67", Ok(())),
            ("172.15.255.255", Ok(())),
            ("172.32.0.1", Ok(())),
            ("100.63.255.255", Ok(())),
            ("2603:1036:3000::1", Ok(())),
            ("64:ff9b::14be:a001", Ok(())),
            ("::ffff:20.190.160.1", Ok(())),
            ("127.0.0.1", Err(Loopback)),
            ("127.255.255.254", Err(Loopback)),
            ("::1", Err(Loopback)),
            ("::ffff:127.0.0.1", Err(Loopback)),
            ("64:ff9b::7f00:1", Err(Loopback)),
            ("2002:7f00:1::", Err(Loopback)),
            ("10.1.2.3", Err(Private)),
            ("172.16.0.1", Err(Private)),
            ("172.31.255.255", Err(Private)),
            ("192.168.1.1", Err(Private)),
            ("fd12::1", Err(Private)),
            ("::ffff:10.0.0.1", Err(Private)),
            ("169.254.169.254", Err(LinkLocal)),
            ("::ffff:169.254.169.254", Err(LinkLocal)),
            ("fe80::1", Err(LinkLocal)),
            ("100.64.0.1", Err(SharedAddressSpace)),
            ("100.127.255.255", Err(SharedAddressSpace)),
            ("224.0.0.1", Err(Multicast)),
            ("255.255.255.255", Err(Multicast)),
            ("ff02::1", Err(Multicast)),
            ("0.0.0.0", Err(Reserved)),
            ("192.0.2.1", Err(Reserved)),
            ("198.18.0.1", Err(Reserved)),
            ("240.0.0.1", Err(Reserved)),
            ("::", Err(Reserved)),
            ("2001:db8::1", Err(Reserved)),
            ("2001::1", Err(Reserved)),
            ("::127.0.0.1", Err(Reserved)),
        ] {
            assert_eq!(check_address(address.parse().unwrap()), expected, "{address}");
        }
    }
}
