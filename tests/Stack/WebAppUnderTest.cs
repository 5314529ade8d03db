using System.Net;
using System.Reflection;
using Steadfast.Local.Stack.Web;

namespace Steadfast.Local.Stack.Tests;

/// <summary>The web application as it was built beside these tests.</summary>
internal static class WebAppUnderTest
{
    public static string Assembly { get; } = typeof(WebAppUnderTest).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "WebAppAssembly").Value!;

    public static WebProcess Instance(string id, IPEndPoint? address = null) =>
        new(new WebProcessOptions(Assembly, new Uri($"http://{address ?? Loopback.Free()}"), id, id));
}
