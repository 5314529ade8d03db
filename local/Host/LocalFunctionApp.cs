using Azure.Core;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Functions;
using Steadfast.Local.Runtime;

namespace Steadfast.Local.Host;

/// <summary>Puts the Function App together for this machine: its own services, with the edges to Azure replaced.</summary>
public static class LocalFunctionApp
{
    /// <summary>Builds the host; the caller starts and disposes it.</summary>
    /// <param name="clock">The clock of everything in it; null for the real one.</param>
    public static FunctionHost Build(HostSettings settings, TimeProvider? clock = null)
    {
        clock ??= TimeProvider.System;
        FunctionHostOptions options = new()
        {
            App = typeof(ServiceRegistration).Assembly,
            Url = settings.Url,
            FunctionKey = settings.FunctionKey,
            MasterKey = settings.MasterKey,
            Engine = settings.Engine,
            AppSettings = settings.AppSettings,
            Runtime = new RuntimeOptions
            {
                Clock = clock,
                JournalFolder = settings.JournalFolder,
                Storage = settings.Storage,
                ActivityDeadline = ActivityDeadline.Limit,
            },
        };
        return FunctionHost.Build(options, (services, configuration) =>
        {
            services.AddSingleton(clock);
            services.AddSingleton<TokenCredential>(new LocalCredential(settings.ArmToken, clock));
            services.AddControlPlane(settings.ArmUrl);
            services.AddSteadfast(configuration);
        });
    }
}
