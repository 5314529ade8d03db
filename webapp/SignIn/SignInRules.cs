using System.Security.Claims;

namespace Steadfast.WebApp.SignIn;

/// <summary>Decides who may come in. Pure.</summary>
internal static class SignInRules
{
    /// <summary>Claim of Entra ID with the tenant of a person.</summary>
    public const string TenantClaim = "tid";

    // Entra ID names no group of a person who is in more than 200, and sends one of these instead.
    private static readonly string[] SignsOfTooManyGroups = ["hasgroups", "_claim_names"];

    /// <summary>Says why a person may not come in; null when they may.</summary>
    /// <param name="claims">What the provider says of the person.</param>
    /// <param name="options">Who may.</param>
    public static string? Refusal(IEnumerable<Claim> claims, SignInOptions options)
    {
        Claim[] all = [.. claims];
        if (options.Tenants is { Length: > 0 } tenants && !HasOneOf(all, TenantClaim, tenants))
        {
            return "Your organization has no access to this site.";
        }

        if (options.Groups is not { Length: > 0 } groups || HasOneOf(all, options.GroupsClaim, groups))
        {
            return null;
        }

        return Array.Exists(all, static claim => SignsOfTooManyGroups.Contains(claim.Type))
            ? "Your account is in so many groups that none was named. Ask for the group of this site to be assigned to its application."
            : "Your account is in none of the groups that have access to this site.";
    }

    /// <summary>Issuers of tokens that are accepted when the provider's address is for every tenant; nothing when it names one.</summary>
    public static IReadOnlyList<string> Issuers(SignInOptions options) =>
        SignInSettings.IsForEveryTenant(options.Authority) ? [.. options.Tenants.Select(tenant => IssuerOf(options.Authority, tenant))] : [];

    private static string IssuerOf(string authority, string tenant) =>
        string.Join('/', authority.Split('/').Select(part => SignInSettings.IsForEveryTenant($"https://x/{part}") ? tenant : part));

    private static bool HasOneOf(Claim[] claims, string type, string[] values) =>
        Array.Exists(claims, claim => claim.Type == type && values.Contains(claim.Value, StringComparer.OrdinalIgnoreCase));
}
