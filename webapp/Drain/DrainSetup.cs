using Microsoft.Extensions.Options;
using Steadfast.WebApp.Health;
using Steadfast.WebApp.Status;

namespace Steadfast.WebApp.Drain;

internal static class DrainSetup
{
    /// <summary>Registers the drain; the host's own stop timeout follows from its two settings.</summary>
    public static void AddDrain(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<DrainOptions>()
            .BindConfiguration("Drain")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<DrainState>();
        builder.Services.AddHostedService<DrainService>();
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<DrainOptions>>(
            static (host, drain) => host.ShutdownTimeout = drain.Value.Delay + drain.Value.Deadline);
    }

    /// <summary>Counts requests in flight and, while draining, asks each client to open a new connection for its next request.</summary>
    public static void UseInFlightCount(this WebApplication app)
    {
        var state = app.Services.GetRequiredService<DrainState>();
        app.Use(async (context, next) =>
        {
            if (state.Draining)
            {
                // A kept-alive connection would pin its client to this instance until it is cut off.
                context.Response.Headers.Connection = "close";
            }

            if (context.Request.Path == HealthApi.Path || context.Request.Path == StatusApi.Path)
            {
                await next(context);
                return;
            }

            state.Enter();
            try
            {
                await next(context);
            }
            finally
            {
                state.Leave();
            }
        });
    }
}
