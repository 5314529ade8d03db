namespace Steadfast.Local.Scenarios.Twins.FunctionsHost;

/// <summary>
/// The environment of the Functions host and of its worker: the app settings of a deployment, and what makes this machine its Azure.
/// </summary>
internal static class HostEnvironment
{
    // What a machine may say that would have the host or the app's credential take it for another place, or send what is meant for loopback
    // elsewhere.
    private static readonly string[] Misleading =
    [
        "CONTAINER_NAME", "WEBSITE_SITE_NAME", "WEBSITE_INSTANCE_ID", "WEBSITE_HOSTNAME", "WEBSITE_SKU", "MSI_ENDPOINT", "MSI_SECRET",
        "AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_USERNAME", "AZURE_PASSWORD",
        "AZURE_FEDERATED_TOKEN_FILE", "AZURE_TOKEN_CREDENTIALS", "AZURE_AUTHORITY_HOST", "APPLICATIONINSIGHTS_CONNECTION_STRING",
        "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy", "ASPNETCORE_URLS", "SSL_CERT_DIR",
        // Of the command itself; the app has no use for them.
        "STEADFAST_ARM_TOKEN",
    ];

    /// <summary>All of it; a null value removes a variable.</summary>
    public static Dictionary<string, string?> Of(
        CoreToolsHostOptions options, string storage, IdentityEndpoint identity, string temporaryFolder)
    {
        Dictionary<string, string?> environment = Misleading.ToDictionary(name => name, _ => (string?)null);
        foreach (KeyValuePair<string, string?> setting in options.AppSettings)
        {
            environment[setting.Key] = setting.Value;
        }

        environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        environment["AzureWebJobsStorage"] = storage;
        environment["AzureWebJobsSecretStorageType"] = "files";
        environment["TASKHUB_NAME"] = "twin";
        environment["Stack__ArmEndpoint"] = options.ControlPlane.ToString();
        environment["Stack__ArmAudience"] = options.Audience;
        environment["IDENTITY_ENDPOINT"] = identity.Url.ToString();
        environment["IDENTITY_HEADER"] = identity.Secret;
        // What .NET trusts on Linux; it is the authority of this run, and nothing else is called with TLS.
        environment["SSL_CERT_FILE"] = options.AuthorityFile;
        environment["TMPDIR"] = temporaryFolder;
        environment["FUNCTIONS_CORE_TOOLS_TELEMETRY_OPTOUT"] = "1";
        return environment;
    }
}
