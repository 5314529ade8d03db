using Steadfast.Conformance.Tests.Engine;

[assembly: AssemblyFixture(typeof(Azurite))]
