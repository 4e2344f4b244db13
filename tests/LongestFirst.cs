using ServerlessRegistry.Tests;
using ServerlessRegistry.Tests.Api;
using ServerlessRegistry.Tests.Localhost;
using ServerlessRegistry.Tests.Web;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace ServerlessRegistry.Tests;

/// <summary>
/// Begins with the collections whose tests run one after another for a long time, so that none of them is left at the end while all else is
/// done: the tests of the web pages and of the app's process, and then those that have a collection of their own for another reason.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest = [BrowserTests.Name, nameof(StartTests), HttpDiagnostics.OfTheProcess, SharedApi.Name];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Array.IndexOf(Longest, collection.TestCollectionDisplayName) is var place and >= 0 ? place : Longest.Length)];
}
