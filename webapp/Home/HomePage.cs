using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Steadfast.WebApp.Drain;
using Steadfast.WebApp.Instance;

namespace Steadfast.WebApp.Home;

/// <summary>Renders <c>home.html</c> with this instance's values. Every value is encoded, so none can become markup.</summary>
internal sealed class HomePage
{
    private const int Accents = 6;
    private static readonly string[] AzureZones = ["1", "2", "3"];

    private readonly InstanceIdentity _self;
    private readonly DrainState _drain;
    private readonly string _template;

    public HomePage(InstanceIdentity self, DrainState drain)
    {
        _self = self;
        _drain = drain;
        string css = Resource("home.css");
        ContentSecurityPolicy = PolicyFor(css);
        _template = Resource("home.html").Replace("{{css}}", css, StringComparison.Ordinal);
        // What never changes is filled in once.
        _template = Fill(_template,
            ("instance", Encode(self.Id)),
            ("zone", self.Zone.Length == 0 ? "none" : Encode(self.Zone)),
            ("zones", ZoneMarks(self.Zone)),
            ("version", Encode(self.Version)),
            ("accent", AccentOf(self.Id).ToString()));
    }

    /// <summary>Allows the page's own style, by its hash, and nothing else.</summary>
    public string ContentSecurityPolicy { get; }

    /// <summary>The page as it is at this moment.</summary>
    public string Render() => Fill(_template,
        ("uptime", UptimeText.Of(_self.Uptime)),
        ("state", _drain.Draining ? "draining" : "serving"),
        ("stateText", _drain.Draining ? "Draining" : "Serving"));

    private static string Fill(string template, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var page = new StringBuilder(template);
        foreach (var (name, value) in values)
        {
            page.Replace("{{" + name + "}}", value);
        }

        return page.ToString();
    }

    // Braces are encoded too: a value that looks like a placeholder must not be filled in by a later round.
    private static string Encode(string value) =>
        HtmlEncoder.Default.Encode(value).Replace("{", "&#x7B;", StringComparison.Ordinal);

    /// <summary>Marks the zone that answered among the three of an Azure region; nothing for any other zone name.</summary>
    private static string ZoneMarks(string zone) =>
        Array.IndexOf(AzureZones, zone) < 0
            ? ""
            : string.Concat(AzureZones.Select(each => each == zone ? "<i class=\"on\"></i>" : "<i></i>"));

    /// <summary>One of a few colors, always the same for the same name, so that a reload shows who answered.</summary>
    private static int AccentOf(string id)
    {
        // Numbered instances that stand side by side get different colors; other names are spread by their characters.
        int number = int.TryParse(id, out int parsed) ? parsed : id.Aggregate(7, static (hash, next) => (hash * 31) + next);
        return (int)((uint)number % Accents);
    }

    private static string PolicyFor(string css)
    {
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(css)));
        return $"default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    private static string Resource(string name)
    {
        using var stream = typeof(HomePage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from the build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
