using System.Reflection;
using ServerlessRegistry.Tests.AnyHost;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestFramework(typeof(AnyHostFramework))]

namespace ServerlessRegistry.Tests.AnyHost;

/// <summary>
/// Runs the tests, and where they are for a registry that is already running, skips those that need the inside of one:
/// before anything is started for them, be it a storage, a browser or a host.
/// </summary>
public sealed class AnyHostFramework : XunitTestFramework
{
    private const string Reason =
        $"This test needs the inside of a registry that it starts itself: it runs where {RemoteRegistry.UrlVariable} is not set.";

    /// <inheritdoc/>
    protected override ITestFrameworkExecutor CreateExecutor(Assembly assembly) =>
        RemoteRegistry.IsGiven ? new Executor(new XunitTestAssembly(assembly, configFilePath: null)) : base.CreateExecutor(assembly);

    private static IXunitTestCase Skipped(IXunitTestCase test) => AnyHostAttribute.IsOn(test.Traits) ? test : new XunitTestCase(
        test.TestMethod,
        test.TestCaseDisplayName,
        test.UniqueID,
        test.Explicit,
        skipReason: Reason,
        traits: test.Traits.ToDictionary(trait => trait.Key, trait => trait.Value.ToHashSet()),
        sourceFilePath: test.SourceFilePath,
        sourceLineNumber: test.SourceLineNumber);

    private sealed class Executor(IXunitTestAssembly assembly) : XunitTestFrameworkExecutor(assembly)
    {
        public override ValueTask RunTestCases(
            IReadOnlyCollection<IXunitTestCase> testCases,
            IMessageSink executionMessageSink,
            ITestFrameworkExecutionOptions executionOptions,
            CancellationToken cancellationToken) =>
            base.RunTestCases([.. testCases.Select(Skipped)], executionMessageSink, executionOptions, cancellationToken);
    }
}
