//! The administrator's machine: modules, sign-ins, and the tenant behind them, which is the emulator's.

use outlook_emulator::{Emulator, ExchangeSession, RoleGroup, Tenant};

use super::{
    Done,
    commands::{Arguments, not_recognized},
    error,
    value::Value,
};

/// Application permissions of Microsoft Graph (Graph permissions reference), with made-up ids.
const APP_ROLES: [(&str, &str); 4] = [
    ("Mail.Send", "b633e1c5-b582-4048-a93e-9f11b44c7e96"),
    ("Mail.ReadWrite", "e2a3a72e-5f79-4c64-b1b1-878b674786c9"),
    ("Mail.Read", "810c84a8-4a9e-49e6-bf7d-12d183f40d01"),
    ("User.Read.All", "df021288-bdef-4463-88db-98f22de89214"),
];

/// The machine, and what happened on it.
pub struct Machine<'e> {
    emulator: &'e Emulator,
    /// The session with Exchange.
    session: Option<ExchangeSession<'e>>,
    /// What the administrator may do in Exchange.
    pub role_group: RoleGroup,
    /// Installed modules, with their versions.
    pub modules: Vec<(&'static str, Vec<u64>)>,
    /// The tenant that the administrator signs in to, if it is another one.
    pub other_tenant: Option<&'static str>,
    /// What sign-in to Graph says.
    pub graph_refuses: Option<&'static str>,
    /// The answer to the question before the changes.
    pub answer: bool,
    pub what_if: bool,
    /// Cmdlets that fail once, with what they say.
    pub faults: Vec<(&'static str, &'static str)>,
    /// All that was printed, line by line.
    pub printed: Vec<String>,
    /// Cmdlets that changed something.
    pub changes: Vec<String>,
    /// Seconds of the pauses.
    pub pauses: Vec<i64>,
    /// What was written to files.
    pub files: Vec<(String, String)>,
    in_second_process: bool,
    asked: u32,
}

impl<'e> Machine<'e> {
    pub fn new(emulator: &'e Emulator) -> Self {
        Self {
            emulator,
            session: None,
            role_group: RoleGroup::OrganizationManagement,
            modules: vec![
                ("ExchangeOnlineManagement", vec![3, 9, 2]),
                ("Microsoft.Graph.Applications", vec![2, 30, 0]),
            ],
            other_tenant: None,
            graph_refuses: None,
            answer: true,
            what_if: false,
            faults: Vec::new(),
            printed: Vec::new(),
            changes: Vec::new(),
            pauses: Vec::new(),
            files: Vec::new(),
            in_second_process: false,
            asked: 0,
        }
    }

    /// All that was printed.
    pub fn text(&self) -> String {
        self.printed.join("\n")
    }

    /// How often the script asked before its changes.
    pub fn questions(&self) -> u32 {
        self.asked
    }

    pub fn should_process(&mut self, what: &str) -> bool {
        if self.what_if {
            self.printed.push(format!("What if: {what}"));
            return false;
        }
        self.asked += 1;
        self.answer
    }

    pub fn enter_second_process(&mut self) {
        self.in_second_process = true;
    }

    pub fn leave_second_process(&mut self) {
        self.in_second_process = false;
    }

    fn tenant<T>(&self, read: impl FnOnce(&mut Tenant) -> T) -> T {
        self.emulator.update(|world| read(&mut world.tenants[0]))
    }

    /// Runs a command that is no function of the script.
    pub fn run<'t>(&mut self, name: &str, arguments: &Arguments<'t>, input: &[Value<'t>]) -> Done<'t, Vec<Value<'t>>> {
        if let Some(place) = self.faults.iter().position(|(cmdlet, _)| *cmdlet == name) {
            let (_, message) = self.faults.remove(place);
            return Err(error("Fault", message));
        }
        let first = || arguments.positional.first().map(Value::to_text).unwrap_or_default();
        let parameter = |name: &str| arguments.named(name).map(Value::to_text).unwrap_or_default();
        match name {
            "Write-Host" => self.printed.push(first()),
            "Write-Warning" => self.printed.push(format!("WARNING: {}", first())),
            "Start-Sleep" => self.pauses.push(parameter("Seconds").parse().unwrap()),
            "Out-File" => {
                let lines: Vec<String> = input.iter().map(Value::to_text).collect();
                self.files.push((parameter("LiteralPath"), lines.join("\n")));
            }
            "Start-Transcript" | "Stop-Transcript" | "Disconnect-ExchangeOnline" => {}
            "Get-Module" => {
                let wanted = parameter("Name");
                let found = self.modules.iter().filter(|(name, _)| *name == wanted);
                return Ok(found
                    .map(|(_, version)| Value::object(&[("Version", Value::Version(version.clone()))]))
                    .collect());
            }
            "Import-Module" => assert!(self.modules.iter().any(|(name, _)| *name == first()), "{}", first()),
            "Get-Command" => {
                let name = parameter("Name");
                let has = self.session.as_ref().is_some_and(|session| session.has(&name));
                return Ok(has.then(|| Value::text(&name)).into_iter().collect());
            }
            "Connect-ExchangeOnline" => {
                let session = self.emulator.connect_exchange_online(self.role_group);
                self.session = Some(session.map_err(|message| error("Sign-in", &message))?);
            }
            "Get-ConnectionInformation" => {
                let tenant = self.tenant(|tenant| tenant.id.to_string());
                let tenant = self.other_tenant.unwrap_or(&tenant);
                let connection = [
                    ("State", Value::text("Connected")),
                    ("UserPrincipalName", Value::text("admin@contoso.com")),
                    ("TenantID", Value::text(tenant)),
                    ("DelegatedOrganization", Value::text("")),
                ];
                return Ok(self.session.iter().map(|_| Value::object(&connection)).collect());
            }
            _ if name.contains("-Mg") => return self.graph(name, arguments),
            _ => return self.exchange(name, arguments),
        }
        Ok(Vec::new())
    }

    fn exchange<'t>(&mut self, name: &str, arguments: &Arguments<'t>) -> Done<'t, Vec<Value<'t>>> {
        assert!(!self.in_second_process, "{name} in the process for Graph");
        let Some(session) = self.session.as_ref().filter(|session| session.has(name)) else {
            return Err(not_recognized(name));
        };
        assert!(arguments.positional.is_empty(), "{name}");
        let named: Vec<(&str, String)> = arguments
            .named
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_ref().map(Value::to_text).unwrap_or_default()))
            .collect();
        let borrowed: Vec<(&str, &str)> = named.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let returned = session.invoke(name, &borrowed);
        let objects = returned.map_err(|message| error("Exchange", &message))?;
        if !name.starts_with("Get-") && !name.starts_with("Test-") {
            self.changes.push(name.to_owned());
        }
        Ok(objects.iter().map(|object| Value::of_cmdlet(object)).collect())
    }

    /// Microsoft Graph PowerShell, in its own process.
    fn graph<'t>(&mut self, name: &str, arguments: &Arguments<'t>) -> Done<'t, Vec<Value<'t>>> {
        assert!(self.in_second_process, "{name} in the process for Exchange");
        let id = arguments
            .named("ServicePrincipalId")
            .map(Value::to_text)
            .unwrap_or_default();
        match name {
            "Connect-MgGraph" => match self.graph_refuses {
                Some(message) => Err(error("Graph", message)),
                None => Ok(Vec::new()),
            },
            "Get-MgServicePrincipal" if id == "graph" => {
                let role =
                    |(name, id): &(&str, &str)| Value::object(&[("Id", Value::text(id)), ("Value", Value::text(name))]);
                let roles = Value::Array(APP_ROLES.iter().map(role).collect());
                Ok(vec![Value::object(&[("AppRoles", roles)])])
            }
            "Get-MgServicePrincipal" => {
                let found = self.tenant(|tenant| {
                    let mut apps = tenant.applications.iter();
                    let app = apps.find(|app| {
                        app.service_principal
                            .as_ref()
                            .is_some_and(|own| own.object_id.to_string() == id)
                    })?;
                    let enabled = app.service_principal.as_ref().is_some_and(|own| own.enabled);
                    Some((app.client_id.to_string(), enabled))
                });
                let (client_id, enabled) = found.ok_or_else(|| {
                    error("Graph", &format!("Resource '{id}' does not exist or one of its queried reference-property objects are not present."))
                })?;
                let properties = [
                    ("AppId", Value::text(&client_id)),
                    ("AccountEnabled", Value::Bool(enabled)),
                ];
                Ok(vec![Value::object(&properties)])
            }
            "Get-MgServicePrincipalAppRoleAssignment" => {
                let consents = self.tenant(|tenant| app_of(tenant, &id).entra_permissions.clone());
                let object = |name: &String| {
                    let role = APP_ROLES.iter().find(|(own, _)| own == name).unwrap();
                    Value::object(&[
                        ("Id", Value::text(name)),
                        ("ResourceId", Value::text("graph")),
                        ("AppRoleId", Value::text(role.1)),
                    ])
                };
                Ok(consents.iter().map(object).collect())
            }
            "Remove-MgServicePrincipalAppRoleAssignment" => {
                let consent = arguments
                    .named("AppRoleAssignmentId")
                    .map(Value::to_text)
                    .unwrap_or_default();
                self.tenant(|tenant| app_of(tenant, &id).entra_permissions.retain(|own| *own != consent));
                self.changes.push(name.to_owned());
                Ok(Vec::new())
            }
            other => panic!("{other}"),
        }
    }
}

fn app_of<'w>(tenant: &'w mut Tenant, object_id: &str) -> &'w mut outlook_emulator::Application {
    let mut apps = tenant.applications.iter_mut();
    apps.find(|app| {
        app.service_principal
            .as_ref()
            .is_some_and(|own| own.object_id.to_string() == object_id)
    })
    .unwrap()
}
