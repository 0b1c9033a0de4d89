namespace OrleansCommerce.Server.Tests.LoadTest;

internal sealed class FakeItem
{
    public int OnHand { get; set; }

    public int Reserved { get; private set; }

    public int Available => OnHand - Reserved;

    public long Version { get; set; } = 1;

    public void Hold(int quantity) => (Reserved, Version) = (Reserved + quantity, Version + 1);

    public void Fulfil(int quantity) => (Reserved, OnHand, Version) = (Reserved - quantity, OnHand - quantity, Version + 1);

    public void Change(int quantity) => (OnHand, Version) = (OnHand + quantity, Version + 1);
}
