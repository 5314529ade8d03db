namespace Steadfast.WebApp.SignIn;

/// <summary>Address to go to after a sign-in: only a page of this site, whoever made the link.</summary>
internal static class LocalAddress
{
    private const int MaxLength = 1000;

    /// <summary>Gives back an address of this site as it is, and the front page for everything else.</summary>
    /// <param name="address">The address as it was asked for; anything.</param>
    public static string Of(string? address) => IsLocal(address) ? address! : "/";

    // Browsers read a backslash as a slash and leave out tabs and line ends, so "/\x", "/<tab>/x" and "//x" lead elsewhere.
    private static bool IsLocal(string? address) =>
        address is ['/', .. var rest] && address.Length <= MaxLength && !rest.StartsWith('/')
        && !address.Any(static letter => letter == '\\' || char.IsControl(letter) || letter > '~')
        && !address.StartsWith(SignInApi.Path, StringComparison.OrdinalIgnoreCase) && !address.StartsWith(SignInApi.OutPath, StringComparison.OrdinalIgnoreCase);
}
