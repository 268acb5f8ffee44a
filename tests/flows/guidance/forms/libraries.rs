//! An error as HTTP libraries and SDKs print it. Public reports have these forms; `fixtures/guidance` names some of them.

use serde_json::json;

use super::{
    Known,
    Shows::{All, Parts, PartsWithoutStatus},
    Way,
};

pub(super) const ALL: [Way; 19] = [
    Way {
        name: "Python requests",
        shows: All,
        write: |error| {
            Some(format!(
                "requests.exceptions.HTTPError: {} Client Error: {} for url: x: {}",
                error.status,
                error.reason(),
                error.body
            ))
        },
    },
    Way {
        name: "Python httpx",
        shows: All,
        write: |error| {
            Some(format!(
                "httpx.HTTPStatusError: Client error '{} {}' for url 'x'\n{}",
                error.status,
                error.reason(),
                error.body
            ))
        },
    },
    Way {
        name: "Node axios",
        shows: All,
        write: |error| {
            Some(format!(
                "AxiosError: Request failed with status code {}\n    at settle (/app/node_modules/axios/lib/core/settle.js:19:12) {{\n  data: {}\n}}",
                error.status, error.body
            ))
        },
    },
    Way {
        name: "Node got",
        shows: All,
        write: |error| {
            Some(format!(
                "HTTPError: Response code {} ({})\n{}",
                error.status,
                error.reason(),
                error.body
            ))
        },
    },
    Way {
        name: ".NET HttpClient",
        shows: All,
        write: |error| {
            Some(format!(
                "System.Net.Http.HttpRequestException: Response status code does not indicate success: {} ({}).\n{}",
                error.status,
                error.reason(),
                error.body
            ))
        },
    },
    Way {
        name: "Java Spring",
        shows: All,
        write: |error| {
            Some(format!(
                "org.springframework.web.client.HttpClientErrorException: {} {}: {}",
                error.status,
                error.reason(),
                json!(error.body)
            ))
        },
    },
    Way {
        name: "Go net/http",
        shows: All,
        write: |error| {
            Some(format!(
                "unexpected status {} {}: {}",
                error.status,
                error.reason(),
                error.body
            ))
        },
    },
    Way {
        name: "PHP Guzzle",
        shows: All,
        write: |error| {
            Some(format!(
                "Client error: `POST x` resulted in a `{} {}` response:\n{}\n",
                error.status,
                error.reason(),
                error.body
            ))
        },
    },
    Way {
        name: "Rust reqwest",
        shows: All,
        write: |error| {
            Some(format!(
                "HTTP status client error ({} {}) for url (x)\nbody: {:?}",
                error.status,
                error.reason(),
                error.body
            ))
        },
    },
    Way {
        name: "Invoke-RestMethod, PowerShell 7",
        shows: All,
        write: |error| {
            Some(format!(
                "Invoke-RestMethod: {}\nException: Response status code does not indicate success: {} ({}).",
                error.body,
                error.status,
                error.reason()
            ))
        },
    },
    Way {
        name: "Invoke-RestMethod, Windows PowerShell",
        shows: All,
        write: |error| {
            Some(format!(
                "Invoke-RestMethod : {}\nAt C:\\mail.ps1:12 char:1\n+ Invoke-RestMethod -Uri $uri -Method Post -Body $body\n\
                 + ~~~~~~~~~~~~~~~~~\n    + CategoryInfo          : InvalidOperation: (System.Net.HttpWebRequest:HttpWebRequest) \
                 [Invoke-RestMethod], WebException\nThe remote server returned an error: ({}) {}.",
                error.body,
                error.status,
                error.reason()
            ))
        },
    },
    Way {
        name: "Graph SDK for .NET, version 4",
        shows: Parts,
        write: |error| {
            graph(
                error,
                format!(
                    "Status Code: {}\nMicrosoft.Graph.ServiceException: Code: {}\nMessage: {}\nClientRequestId: \
                     00000000-0000-0000-0000-000000000000\n",
                    error.reason().replace(' ', ""),
                    error.code,
                    error.message
                ),
            )
        },
    },
    Way {
        name: "Graph SDK for .NET, version 5",
        shows: Parts,
        write: |error| {
            graph(
                error,
                format!(
                    "Microsoft.Graph.Models.ODataErrors.ODataError: {}\n   at Microsoft.Kiota.Http.HttpClientLibrary.HttpClientRequestAdapter.\
                     ThrowIfFailedResponse(HttpResponseMessage response)\nResponseStatusCode: {}\nError.Code: {}",
                    error.message, error.status, error.code
                ),
            )
        },
    },
    Way {
        name: "Graph SDK for Java",
        shows: Parts,
        write: |error| {
            graph(
                error,
                format!(
                    "com.microsoft.graph.http.GraphServiceException: Error code: {}\nError message: {}\n\nSdkVersion : \
                     graph-java/v5.0.0\n\n{} : {}\n[...]",
                    error.code,
                    error.message,
                    error.status,
                    error.reason()
                ),
            )
        },
    },
    Way {
        name: "Graph SDK for PowerShell",
        shows: Parts,
        write: |error| {
            graph(
                error,
                format!(
                    "Invoke-MgGraphRequest_PostExpanded: {}\n\nStatus: {} ({})\nErrorCode: {}\nDate: 2026-03-08T23:18:59\n",
                    error.message,
                    error.status,
                    error.reason().replace(' ', ""),
                    error.code
                ),
            )
        },
    },
    Way {
        name: "MSAL for .NET",
        shows: All,
        write: |error| {
            token(
                error,
                format!(
                    "MSAL.NetCore.4.54.0.0.MsalServiceException:\n\tErrorCode: {}\nMicrosoft.Identity.Client.MsalServiceException: {}\n   at \
                     Microsoft.Identity.Client.OAuth2.OAuth2Client.ThrowServerException()\n\tStatusCode: {}\n\tResponseBody: {}\n\tHeaders: \
                     Cache-Control: no-store",
                    error.code, error.message, error.status, error.body
                ),
            )
        },
    },
    Way {
        name: "MSAL for Python",
        shows: PartsWithoutStatus,
        write: |error| {
            token(
                error,
                format!(
                    "{{'error': '{}', 'error_description': \"{}\", 'correlation_id': '00000000-0000-0000-0000-000000000000'}}",
                    error.code,
                    error.message.replace("\r\n", "\\r\\n")
                ),
            )
        },
    },
    Way {
        name: "MSAL for Node",
        shows: PartsWithoutStatus,
        write: |error| {
            token(
                error,
                format!(
                    "ServerError: {}: Error(s): 0 - Timestamp: 2026-03-08 23:18:59Z - Description: {} - Correlation ID: \
                     00000000-0000-0000-0000-000000000000\n    at ResponseHandler.validateTokenResponse",
                    error.code, error.message
                ),
            )
        },
    },
    Way {
        name: "Azure SDK for Go",
        shows: All,
        write: |error| {
            token(
                error,
                format!(
                    "ClientSecretCredential authentication failed. {}\nPOST https://login.microsoftonline.com/x/oauth2/v2.0/token\n\
                     --------------------------------------------------------------------------------\nRESPONSE {}: {} {}\n\
                     --------------------------------------------------------------------------------\n{}\n",
                    error.message,
                    error.status,
                    error.status,
                    error.reason(),
                    error.body
                ),
            )
        },
    },
];

fn graph(error: &Known, text: String) -> Option<String> {
    (!error.is_token).then_some(text)
}

fn token(error: &Known, text: String) -> Option<String> {
    error.is_token.then_some(text)
}
