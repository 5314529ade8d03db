namespace Steadfast.WebApp.SignIn;

/// <summary>Rules about who may see the site. Without a sign-in everybody may.</summary>
internal sealed class SignInOptions
{
    /// <summary><c>none</c> (default): the site is open. <c>oidc</c>: whoever wants to see it signs in at an OpenID provider.</summary>
    public string Mode { get; set; } = "none";

    /// <summary>Address of the provider, for example <c>https://login.microsoftonline.com/TENANT/v2.0</c>. Default: none.</summary>
    public string Authority { get; set; } = "";

    /// <summary>Id by which the provider knows this application. Default: none.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>Address by which people reach the site, for example <c>https://staging.example.org</c>. Default: none.</summary>
    public string PublicAddress { get; set; } = "";

    /// <summary>Groups whose members may come in, separated by commas; for Entra ID their object ids. Default: none, and the tenant decides.</summary>
    public string AllowedGroups { get; set; } = "";

    /// <summary>Name of the claim that lists the groups of a person. Default <c>groups</c>.</summary>
    public string GroupsClaim { get; set; } = "groups";

    /// <summary>Tenants of Entra ID whose people may come in, separated by commas. Default: none, and the groups decide.</summary>
    public string AllowedTenants { get; set; } = "";

    /// <summary>Time after which a person signs in again. Default 8 h; 5 min to 24 h.</summary>
    public TimeSpan SessionFor { get; set; } = TimeSpan.FromHours(8);

    /// <summary>File with a secret that all instances share: the keys of sessions are encrypted with it before they go to the database.</summary>
    public string KeysSecretFile { get; set; } = "";

    /// <summary>
    /// <c>identity</c> (default): the managed identity of the machine vouches for this application, and no secret is needed. <c>none</c>: for a
    /// provider on this machine only.
    /// </summary>
    public string Credential { get; set; } = "identity";

    /// <summary>Client id of a user-assigned managed identity. Default: the one the machine has.</summary>
    public string IdentityClientId { get; set; } = "";

    /// <summary>For whom the identity vouches. Default that of the public cloud; every cloud has its own.</summary>
    public string AssertionAudience { get; set; } = "api://AzureADTokenExchange";

    /// <summary>True when people sign in.</summary>
    public bool IsOn => Mode == "oidc";

    /// <summary>True when the site is reached over https. If not, it is on this machine.</summary>
    public bool IsSecure => PublicAddress.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Name of this environment, in which nothing that was made for another one is worth anything.</summary>
    public string Environment => $"{PublicAddress}\n{Authority}\n{ClientId}";

    /// <summary>The groups, one by one.</summary>
    public string[] Groups => AllowedGroups.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The tenants, one by one.</summary>
    public string[] Tenants => AllowedTenants.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
