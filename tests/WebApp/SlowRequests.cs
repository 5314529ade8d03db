using System.Reflection;
using System.Runtime.Loader;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

[assembly: HostingStartup(typeof(Steadfast.WebApp.Tests.SlowRequests))]

namespace Steadfast.WebApp.Tests
{
    /// <summary>
    /// Adds paths to the real, unchanged application inside its own process: <c>/test/slow?ms=N</c> answers after that time and
    /// <c>/test/fails</c> throws. They run behind the application's own headers and in-flight count.
    /// </summary>
    public sealed class SlowRequests : IHostingStartup
    {
        /// <summary>What a process needs in its environment to load this.</summary>
        public static Dictionary<string, string?> Environment => new()
        {
            ["DOTNET_STARTUP_HOOKS"] = typeof(SlowRequests).Assembly.Location,
            ["ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"] = typeof(SlowRequests).Assembly.GetName().Name,
        };

        public void Configure(IWebHostBuilder builder) =>
            builder.ConfigureServices(services => services.AddSingleton<IStartupFilter, Filter>());

        private sealed class Filter : IStartupFilter
        {
            public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
            {
                next(app);
                app.Run(AnswerAsync);
            };

            private static async Task AnswerAsync(HttpContext context)
            {
                switch (context.Request.Path)
                {
                    case "/test/slow":
                        int milliseconds = int.Parse(context.Request.Query["ms"]!);
                        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, context.RequestAborted);
                        await context.Response.WriteAsync("done");
                        break;
                    case "/test/fails":
                        throw new InvalidOperationException("secret of the inside");
                    default:
                        context.Response.StatusCode = StatusCodes.Status404NotFound;
                        break;
                }
            }
        }
    }
}

/// <summary>
/// Lets the application's process find this assembly, and what its attributes come from, by name.
/// The class name, and that it is in no namespace, are what .NET looks for.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        string folder = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!;
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(folder, name.Name + ".dll") is var path && File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
    }
}
