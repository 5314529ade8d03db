using System.Text;
using System.Text.Encodings.Web;
using Microsoft.Extensions.Options;
using Steadfast.WebApp.Database;
using Steadfast.WebApp.Drain;
using Steadfast.WebApp.Instance;
using Steadfast.WebApp.SignIn;

namespace Steadfast.WebApp.Home;

/// <summary>Renders <c>home.html</c> with this instance's values. Every value is encoded, so none can become markup.</summary>
internal sealed class HomePage
{
    private const int Accents = 6;
    private static readonly string[] AzureZones = ["1", "2", "3"];

    private readonly InstanceIdentity _self;
    private readonly DrainState _drain;
    private readonly DatabaseMonitorState? _database;
    private readonly string _template;
    private volatile Rendered? _last;

    public HomePage(InstanceIdentity self, DrainState drain, IOptions<SignInOptions> signIn, DatabaseMonitorState? database = null)
    {
        _self = self;
        _drain = drain;
        _database = database;
        string css = EmbeddedText.Read("home.css");
        string js = database is null ? "" : EmbeddedText.Read("notes.js");
        ContentSecurityPolicy = Home.ContentSecurityPolicy.For(css, js);
        // What never changes is filled in once.
        _template = Fill(EmbeddedText.Read("home.html"),
            ("notes", database is null ? "" : EmbeddedText.Read("notes.html")),
            ("css", css),
            ("script", js.Length == 0 ? "" : $"<script>{js}</script>"),
            ("instance", Encode(self.Id)),
            ("zone", self.Zone.Length == 0 ? "none" : Encode(self.Zone)),
            ("zones", ZoneMarks(self.Zone)),
            ("account", signIn.Value.IsOn ? $"<a href=\"{SignInApi.OutPath}\">Sign out</a>" : ""),
            ("version", Encode(self.Version)),
            ("accent", AccentOf(self.Id).ToString()));
    }

    /// <summary>Allows the page's own style and script, by their hashes, and requests to where it came from.</summary>
    public string ContentSecurityPolicy { get; }

    /// <summary>The page as it is at this moment. Made anew only when something on it has changed.</summary>
    public RenderedPage Render()
    {
        var state = (Second: (long)_self.Uptime.TotalSeconds, _drain.Draining, Database: _database?.Now.State ?? DatabaseState.None);
        if (_last is { } last && last.State == state)
        {
            return last.Page;
        }

        var page = RenderedPage.Of(Fill(_template,
            ("uptime", UptimeText.Of(TimeSpan.FromSeconds(state.Second))),
            ("state", state.Draining ? "draining" : "serving"),
            ("stateText", state.Draining ? "Draining" : "Serving"),
            ("database", DatabaseText.ClassOf(state.Database)),
            ("databaseText", DatabaseText.Of(state.Database))));
        _last = new Rendered(state, page);
        return page;
    }

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
        AzureZones.Contains(zone) ? string.Concat(AzureZones.Select(each => ZoneMark(each == zone))) : "";

    private static string ZoneMark(bool isOn) => isOn ? "<i class=\"on\"></i>" : "<i></i>";

    /// <summary>One of a few colors, always the same for the same name, so that a reload shows who answered.</summary>
    private static int AccentOf(string id)
    {
        // Numbered instances that stand side by side get different colors; other names are spread by their characters.
        int number = int.TryParse(id, out int parsed) ? parsed : id.Aggregate(7, static (hash, next) => (hash * 31) + next);
        return (int)((uint)number % Accents);
    }

    private sealed record Rendered((long Second, bool Draining, DatabaseState Database) State, RenderedPage Page);
}
