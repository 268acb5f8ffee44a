//! Every misconfiguration that an administrator can leave behind, set up in the emulator: sending and testing the connection
//! must name the right cause. Where the answer looks the same for several, the checks that the error prints are run, and what
//! they print is handed back to `explain`: then the right cause must come first.

mod mailboxes;
mod permissions;
mod scenario;
mod sign_in;
