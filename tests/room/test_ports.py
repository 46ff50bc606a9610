"""The tests' own brokers do not get in each other's way."""

from tests.room.conftest import free_port


def test_no_port_is_given_twice() -> None:
    ports = [free_port() for _ in range(500)]
    assert len(set(ports)) == len(ports)
