using System.ComponentModel;
using System.Diagnostics;

namespace Steadfast.Local.Scenarios.Commands;

/// <summary>Opens the console of a Function App in the browser of whoever sits at this machine. The key is not in the address.</summary>
internal static class ConsolePage
{
    private const string Opener = "xdg-open";

    public static Uri AddressOf(Uri app) => new(app, "api/console");

    /// <summary>Opens it.</summary>
    /// <returns>One sentence on what came of it.</returns>
    public static string Open(Uri app)
    {
        Uri address = AddressOf(app);
        try
        {
            using Process? opened = Process.Start(
                new ProcessStartInfo(Opener, [address.ToString()]) { RedirectStandardOutput = true, RedirectStandardError = true });
            return $"The console is opened: {address}";
        }
        catch (Win32Exception)
        {
            return $"This machine has no {Opener}: open {address} in a browser.";
        }
    }
}
