using System.Security.Cryptography;
using System.Text;

namespace Steadfast.WebApp.Home;

/// <summary>Policy of what the page may do in a browser.</summary>
internal static class ContentSecurityPolicy
{
    /// <summary>Allows this style and this script, by their hashes, and nothing else; with a script, also requests to where the page came from.</summary>
    public static string For(string css, string js)
    {
        string script = js.Length == 0 ? "" : $"script-src '{HashOf(js)}'; connect-src 'self'; ";
        return $"default-src 'none'; style-src '{HashOf(css)}'; {script}img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    private static string HashOf(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
