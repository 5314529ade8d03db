namespace Steadfast.Bicep.Tests;

/// <summary>One way to deploy the stack: the environment variables that azd would hand to main.bicepparam.</summary>
/// <param name="Name">Name of the recorded file.</param>
/// <param name="Base">Deployment that this one is compared with; null for one that is recorded whole.</param>
/// <param name="Variables">What is set, beyond what every environment has.</param>
internal sealed record Deployment(string Name, string? Base, IReadOnlyDictionary<string, string> Variables)
{
    /// <summary>Both profiles, and each option on the profile where it means something.</summary>
    public static IReadOnlyList<Deployment> All { get; } =
    [
        Profile("small"),
        Profile("production"),
        Option("small-again", "small", ("AZURE_DEPLOYED_BEFORE", "true"), ("AZURE_BUDGET_START", "2026-01-01")),
        Option("production-again", "production", ("AZURE_DEPLOYED_BEFORE", "true"), ("AZURE_BUDGET_START", "2026-01-01")),
        Option("edge-on", "small", ("AZURE_EDGE", "on")),
        Option("edge-off", "production", ("AZURE_EDGE", "off")),
        Option("staging-origin", "production", ("AZURE_STAGING_ORIGIN", "staging.example.org")),
        Option("only-front-door", "small", ("AZURE_ONLY_FRONT_DOOR", "00000000-0000-0000-0000-00000000000f")),
        Option("dns-zone", "production", ("AZURE_DNS_ZONE", "steadfast.example.org")),
        Option("replica-create", "production", ("AZURE_DATABASE_REPLICA", "create")),
        Option("replica-keep", "production", ("AZURE_DATABASE_REPLICA", "keep")),
        Option("tiered", "small", ("AZURE_TIERED", "true")),
        Option("cache", "production", ("AZURE_CACHE", "true")),
        Option("files", "production", ("AZURE_FILES", "true")),
        Option("evidence", "production", ("AZURE_EVIDENCE", "true")),
        Option("sign-in", "production", ("AZURE_SIGN_IN_CLIENT_ID", "00000000-0000-0000-0000-0000000000aa"), ("AZURE_SIGN_IN_ADDRESS", "https://staging.example.org"), ("AZURE_SIGN_IN_GROUPS", "00000000-0000-0000-0000-0000000000bb")),
        Option("chaos", "small", ("AZURE_CHAOS", "true")),
        Option("alert-emails", "small", ("AZURE_ALERT_EMAILS", "one@example.org,two@example.org")),
        Option("budget", "small", ("AZURE_ALERT_EMAILS", "one@example.org"), ("AZURE_MONTHLY_BUDGET", "300"), ("AZURE_BUDGET_START", "2026-01-01")),
        Option("operator-addresses", "small", ("AZURE_OPERATOR_ADDRESSES", "192.0.2.0/24,198.51.100.7/32")),
        Option("no-geo-backup", "production", ("AZURE_GEO_BACKUP", "false")),
        Option("lock-data", "small", ("AZURE_LOCK_DATA", "true")),
        Option("maintenance", "production", ("AZURE_DATABASE_MAINTENANCE", "Sun 03:00")),
        Option("own-account", "small", ("AZURE_DEPLOYED_BEFORE", "true"), ("AZURE_DATABASE_ACCOUNT_MADE", "true"), ("AZURE_BUDGET_START", "2026-01-01")),
        Option("entra", "small", ("AZURE_DATABASE_SIGN_IN", "entra"), ("AZURE_DATABASE_ADMINISTRATOR_NAME", "database-admins"), ("AZURE_DATABASE_ADMINISTRATOR_ID", "00000000-0000-0000-0000-0000000000ad")),
        Option("automation-settings", "small", ("AZURE_AUTOMATION_SETTINGS", "Modes__Replace=Approve; Guard__FloorPercent=60")),
        Option("webhook", "small", ("AZURE_NOTIFICATION_WEBHOOK", "https://example.org/hook")),
        Option("pager", "small", ("AZURE_NOTIFICATION_KEY", "0123456789abcdef0123456789abcdef"), ("AZURE_AUTOMATION_SETTINGS", "Notifications__Format=PagerDuty")),
        Option("ssh-key", "small", ("AZURE_WEB_SSH_PUBLIC_KEY", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEXAMPLE")),
        Option("most-are-unhealthy", "small", ("AZURE_MOST_ARE_UNHEALTHY", "true")),
        Option("image-tag", "small", ("AZURE_WEB_IMAGE_TAG", "0123456789ab")),
    ];

    /// <summary>The deployment of that name.</summary>
    public static Deployment Named(string name) => All.Single(each => each.Name == name);

    private static Deployment Profile(string name) => new(name, null, new Dictionary<string, string> { ["AZURE_ENVIRONMENT_PROFILE"] = name });

    private static Deployment Option(string name, string profile, params (string Name, string Value)[] variables) =>
        new(name, profile, variables.Append(("AZURE_ENVIRONMENT_PROFILE", profile)).ToDictionary());
}
